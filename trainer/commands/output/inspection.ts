import { type FactorisedModel, type FlatModel, isFactorised } from "../../../shared/artifact/model.ts";
import { posteriorForm } from "../../../shared/artifact/posterior-form.ts";
import { nodeSoftmaxes } from "../../../shared/factorised/node-softmax.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import type { LoadedModel } from "../../artifact/load-model.ts";
import { targetPromises, wrongLabels } from "../../calibration/target-promises.ts";
import { showTargets } from "./target-lines.ts";

/** What `inspect` shows of a model file, as plain data. */
export function inspect({ model, bytes }: LoadedModel) {
  const { tree, vocabulary, posterior } = model;
  const scales = isFactorised(model) ? 0 : model.posterior.scales.byteLength;
  const targets = targetPromises(model.decision);
  return {
    hash: model.hash,
    format: model.format,
    bytes: {
      file: bytes,
      blocks: posterior.blocks.length,
      scales,
      rest: bytes - posterior.blocks.length - scales,
    },
    taxonomy: {
      levels: tree.taxonomy.levels.map((name, level) => ({
        name,
        classes: tree.depths.filter((depth) => depth === level + 1).length,
      })),
      leaves: tree.leaves.length,
      internal: tree.internals.length,
      declared: tree.taxonomy.declared?.length ?? 0,
    },
    vocabulary: {
      terms: vocabulary.terms.length,
      titles: vocabulary.titles,
      options: vocabulary.options,
    },
    posterior: {
      ...posteriorForm(posterior),
      features: posterior.features,
      columns: tree.nodeCount - 1,
      unknownShare: posterior.unknownShare,
      ...(isFactorised(model)
        ? { coefficients: countCoefficients(model) }
        : { siblingSpread: model.posterior.siblingSpread, scales: scaleMeans(model) }),
    },
    loss: model.loss,
    decision: model.decision,
    promises: { targets, summary: showTargets(targets, wrongLabels(model.decision, tree)) },
    training: model.training,
  };
}

/** Posterior mean of each group's scale, by the path of the group. The root's is empty. */
function scaleMeans({ tree, posterior: { scales, draws } }: FlatModel): { parent: string; mean: number }[] {
  return tree.groups.map((node, group) => {
    let sum = 0;
    for (let s = 0; s < draws; s++) sum += scales[s * tree.groups.length + group] ?? 0;
    return { parent: pathOf(tree.taxonomy, node).join(" > "), mean: sum / draws };
  });
}

/** Coefficients of all nodes. */
function countCoefficients(model: FactorisedModel): number {
  const softmaxOf = nodeSoftmaxes(model);
  return model.posterior.nodes.reduce((sum, node) => {
    const posterior = softmaxOf(node)?.posterior;
    return sum + (posterior ? posterior.features * posterior.columns : 0);
  }, 0);
}
