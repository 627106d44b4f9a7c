import { factorisedVersion } from "../../../shared/artifact/format.ts";
import type { TrainingSummary } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { encodeMsgpack, packFile } from "../../artifact/pack-file.ts";
import { headerMap } from "../../artifact/pack-header.ts";
import { uncalibratedRule } from "../../calibration/uncalibrated-rule.ts";
import { foldFolder, nodeFolder } from "../../chains/run-folder.ts";
import type { FoldModel } from "../folds/fold-model.ts";
import type { MadeDraws } from "../folds/kept-draws.ts";
import type { Fold } from "../folds/make-folds.ts";
import { type DrawChanges, openNodeDraws, predictiveNodeDraws } from "./node-draws.ts";
import { type NodeProblem, nodeProblem, nodeSet } from "./node-problems.ts";
import type { PackedFactorised } from "./pack-factorised.ts";
import {
  joinNodes,
  type NodeMoments,
  nodeMoments,
  packMoments,
  priorMoments,
  withSiblingSpread,
} from "./pack-nodes.ts";

/** Folds whose nodes' chains are finished. */
export type SampledFoldNodes = {
  /** The run folder. */
  readonly folder: string;
  /** Draws of each node of a fold. */
  readonly made: MadeDraws;
  /** The model of all titles, in whose form the models of folds are packed. */
  readonly example: Pick<PackedFactorised, "posterior" | "spreadFactors" | "bits">;
  readonly training: TrainingSummary;
  readonly changes: DrawChanges;
};

/** The factorised model of a fold as a file would hold it. */
export async function packFoldNodes(
  { folder, made, example, training, changes }: SampledFoldNodes,
  fold: Fold,
  number: number,
): Promise<FoldModel> {
  const regression = fold.buildRegression();
  const { problem, titles, vocabulary } = regression;
  const set = nodeSet(regression);
  const momentsOf = (own: NodeProblem): NodeMoments => {
    if (own.rows.length === 0) return priorMoments(own, set.dimensions);
    const onDisk = openNodeDraws(nodeFolder(foldFolder(folder, number), own.node), own, made);
    try {
      const changed = predictiveNodeDraws(onDisk, own, problem.tree, changes);
      return nodeMoments(changed, own, set.dimensions).moments;
    } finally {
      onDisk.close();
    }
  };
  const packed = set.nodes.map((rows) => {
    const own = nodeProblem(set, rows);
    const moments = momentsOf(own);
    const posterior = withSiblingSpread(packMoments(moments, example.bits, example.spreadFactors), own);
    return { node: rows.node, features: own.features, posterior };
  });
  const posterior = joinNodes(packed, set.features, example.posterior.unknownShare);
  const decision = uncalibratedRule(problem.tree.taxonomy.levels.length);
  const content = { taxonomy: problem.tree.taxonomy, vocabulary, decision, training };
  const header = encodeMsgpack(headerMap(content, posterior, null));
  const { bytes } = await packFile(header, posterior.blocks, factorisedVersion);
  return { fold, model: await readModel(bytes), seen: { titles, labels: problem.labels } };
}
