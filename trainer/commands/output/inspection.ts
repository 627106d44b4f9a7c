import { formatVersion } from "../../../shared/artifact/format.ts";
import type { Model } from "../../../shared/artifact/model.ts";
import { posteriorForm } from "../../../shared/artifact/posterior-form.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import type { LoadedModel } from "../../artifact/load-model.ts";
import { targetPromises } from "../../calibration/target-promises.ts";
import { showTargets } from "./target-lines.ts";

/** What `inspect` shows of a model file, as plain data. */
export function inspect({ model, bytes }: LoadedModel) {
  const { tree, vocabulary, posterior } = model;
  const scales = posterior.scales.byteLength;
  const targets = targetPromises(model.decision);
  return {
    hash: model.hash,
    format: { ...formatVersion },
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
      columns: posterior.columns,
      unknownShare: posterior.unknownShare,
      siblingSpread: posterior.siblingSpread,
      scales: scaleMeans(model),
    },
    loss: model.loss,
    decision: model.decision,
    promises: { targets, summary: showTargets(targets) },
    training: model.training,
  };
}

/** Posterior mean of each group's scale, by the path of the group. The root's is empty. */
function scaleMeans({ tree, posterior: { scales, draws } }: Model): { parent: string; mean: number }[] {
  return tree.groups.map((node, group) => {
    let sum = 0;
    for (let s = 0; s < draws; s++) sum += scales[s * tree.groups.length + group] ?? 0;
    return { parent: pathOf(tree.taxonomy, node).join(" > "), mean: sum / draws };
  });
}
