import type { TrainingSummary } from "../../../shared/artifact/model.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { drawShape } from "../../chains/draw-file.ts";
import { foldFolder } from "../../chains/run-folder.ts";
import { orderFeatures } from "../../features/order-features.ts";
import { labelledRows } from "../../model/regression.ts";
import { type PackedExample, packLike } from "../../posterior/pack-like.ts";
import { measureSiblingSpread } from "../../posterior/sibling-spread.ts";
import { type DrawChanges, predictiveDraws } from "../predictive-draws.ts";
import { type FoldModel, foldModel } from "./fold-model.ts";
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
  readonly changes: DrawChanges;
};

/** The model of a fold as a file would hold it. */
export async function packFold(sampled: SampledFolds, fold: Fold, number: number): Promise<FoldModel> {
  const { folder, made, tree, example, training, changes } = sampled;
  const regression = fold.buildRegression();
  const { vocabulary, problem } = regression;
  const onDisk = openKeptDraws(foldFolder(folder, number), made, drawShape(problem));
  try {
    const draws = predictiveDraws(onDisk, labelledRows(regression), changes);
    const plain = packLike(draws, tree, orderFeatures(vocabulary), example);
    const siblingSpread = measureSiblingSpread(plain, tree, fold.training, vectoriser(vocabulary));
    const posterior = { ...plain, siblingSpread, unknownShare: example.posterior.unknownShare };
    return await foldModel(fold, regression, posterior, training);
  } finally {
    onDisk.close();
  }
}
