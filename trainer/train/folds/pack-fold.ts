import type { TrainingSummary } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { encodeMsgpack, packFile } from "../../artifact/pack-file.ts";
import { headerMap } from "../../artifact/pack-header.ts";
import { uncalibratedRule } from "../../calibration/uncalibrated-rule.ts";
import { drawShape } from "../../chains/draw-file.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { foldFolder } from "../../chains/run-folder.ts";
import { orderFeatures } from "../../features/order-features.ts";
import { type PackedExample, packLike } from "../../posterior/pack-like.ts";
import { measureSiblingSpread } from "../../posterior/sibling-spread.ts";
import type { FoldModel } from "./fold-model.ts";
import { type MadeDraws, openKeptDraws } from "./kept-draws.ts";
import type { Fold } from "./make-folds.ts";

/** Folds whose chains are finished, and the model of all titles that they calibrate. */
export type SampledFolds = {
  /** The run folder. */
  readonly folder: string;
  /** Draws of each fold. */
  readonly made: MadeDraws;
  readonly tree: TreeIndex;
  /** The model of all titles, in whose form the models of folds are packed. */
  readonly example: PackedExample;
  readonly training: TrainingSummary;
  /**
   * Draws as they are packed: with a new title's noise and for the class balance asked for.
   *
   * @param labels of all rows that the chains have seen
   */
  predictiveDraws(draws: PosteriorDraws, labels: ArrayLike<number>): PosteriorDraws;
};

/** The model of a fold as a file would hold it. */
export async function packFold(sampled: SampledFolds, fold: Fold, number: number): Promise<FoldModel> {
  const { folder, made, tree, example, training } = sampled;
  const { vocabulary, problem, titles } = fold.buildRegression();
  const onDisk = openKeptDraws(foldFolder(folder, number), made, drawShape(problem));
  try {
    const draws = sampled.predictiveDraws(onDisk, problem.labels);
    const plain = packLike(draws, tree, orderFeatures(vocabulary), example);
    const siblingSpread = measureSiblingSpread(plain, tree, fold.training, vectoriser(vocabulary));
    const posterior = { ...plain, siblingSpread, unknownShare: example.posterior.unknownShare };
    const decision = uncalibratedRule(tree.taxonomy.levels.length);
    const content = { taxonomy: tree.taxonomy, vocabulary, decision, training };
    const header = encodeMsgpack(headerMap(content, posterior, null));
    const { bytes } = await packFile(header, posterior.blocks);
    return { fold, model: await readModel(bytes), seen: { titles, labels: problem.labels } };
  } finally {
    onDisk.close();
  }
}
