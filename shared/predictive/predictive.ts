import type { Model, PackedMoments } from "../artifact/model.ts";
import { countDimensions } from "../text/vocabulary.ts";
import { columnTree } from "../tree/column-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { gumbelTable, gumbelTableRow } from "./integral/gumbel-normal.ts";
import { type PredictiveKernel, predictiveKernel } from "./kernel/predictive-kernel.ts";
import { leastLog } from "./likely-leaves.ts";
import { newChildDeviations } from "./new-child.ts";
import { standardNormalDeviates } from "./normal-deviates.ts";
import { type Predictor, plainPredictor } from "./plain-predictor.ts";
import { priorVariances } from "./unknown-words.ts";

/**
 * Builds a predictor. Rows under a posterior of moments go through the kernel. Explicit draws, and
 * predictions that leave a class out, take the plain form.
 */
export function predictor(model: Model): Predictor {
  const { posterior, tree, vocabulary } = model;
  if (posterior.kind === "draws") return plainPredictor(model);
  const kernel = kernelOf(posterior, tree, countDimensions(vocabulary));
  let plain: Predictor | undefined;
  let interval = kernel.interval;
  return {
    predict: (row, leftOut) => {
      if (leftOut !== undefined) {
        plain ??= plainPredictor(model);
        interval = plain.interval;
        return plain.predict(row, leftOut);
      }
      interval = kernel.interval;
      const found = kernel.predict(row);
      return { ...found, epistemic: Math.max(0, found.total - found.aleatoric) };
    },
    interval: (node) => interval(node),
  };
}

/** The kernel with the constants of the plain form. */
function kernelOf(posterior: PackedMoments, tree: TreeIndex, kept: number): PredictiveKernel {
  const { draws, deviates } = posterior;
  const leaves = tree.leaves.length;
  const constants = {
    parents: columnTree(tree).parent.map((up) => (up < 0 ? tree.internals.length : up - leaves)),
    deviates: standardNormalDeviates(deviates, draws),
    prior: priorVariances(posterior, tree),
    childDeviations: newChildDeviations(tree, posterior),
    leastLog: leastLog(leaves),
    table: gumbelTable,
    fillRow: gumbelTableRow,
  };
  return predictiveKernel(posterior, tree, constants, kept);
}
