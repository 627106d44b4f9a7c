import type { FlatModel, PackedMoments } from "../artifact/model.ts";
import { countDimensions } from "../text/vocabulary.ts";
import { internalParents } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawRows } from "./draw-rows.ts";
import { gumbelTable, gumbelTableRow } from "./integral/gumbel-normal.ts";
import { type PredictiveKernel, predictiveKernel } from "./kernel/predictive-kernel.ts";
import { leastLog } from "./likely-leaves.ts";
import { newChildDeviations } from "./new-child.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";
import { type Predictor, rowPredictor } from "./row-predictor.ts";
import { priorVariances } from "./unknown-words.ts";

/**
 * Builds a predictor. Rows under a posterior of moments go through the kernel, others through the
 * plain form.
 *
 * @param blockBytes most bytes that the kernel keeps of the blocks of latest rows
 */
export function predictor({ posterior, tree, vocabulary }: FlatModel, blockBytes?: number): Predictor {
  if (posterior.kind === "draws") {
    const plain = rowPredictor({ posterior, tree }, drawRows(posterior, tree));
    return { predict: (row) => plain.predict(row), interval: plain.interval };
  }
  const { predict, interval } = kernelOf(posterior, tree, countDimensions(vocabulary), blockBytes);
  return {
    predict: (row) => {
      const found = predict(row);
      return { ...found, epistemic: Math.max(0, found.total - found.aleatoric) };
    },
    interval,
  };
}

/** The kernel with the constants of the plain form. */
function kernelOf(
  posterior: PackedMoments,
  tree: TreeIndex,
  kept: number,
  blockBytes?: number,
): PredictiveKernel {
  const { draws, deviates } = posterior;
  const constants = {
    parents: internalParents(tree),
    deviates: standardNormalDeviates(deviates, draws),
    prior: priorVariances(posterior, tree),
    childDeviations: newChildDeviations(tree, posterior),
    leastLog: leastLog(tree.leaves.length),
    table: gumbelTable,
    fillRow: gumbelTableRow,
  };
  return predictiveKernel(posterior, tree, constants, kept, blockBytes);
}
