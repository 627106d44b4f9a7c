import { isFactorised, type Model, withUnknownShare } from "../../../shared/artifact/model.ts";
import { modelPredictor } from "../../../shared/factorised/model-predictor.ts";
import { type TitleRow, vectoriser } from "../../../shared/text/vocabulary.ts";
import { evenlySpaced } from "../../posterior/evenly-spaced.ts";
import { packedPredictive } from "../../posterior/packing-loss.ts";
import { type CalibrationTitle, weightOf } from "../../predictions/calibration-title.ts";

/** Shares to choose from. None is 0: an unknown word always widens an interval. */
const shares = [0.01, 0.03, 0.1, 0.3, 1];
/** With fewer titles the share stays as it is. */
const fewest = 50;
/** More titles than these would not change the choice. */
const most = 500;

/** Titles and a model that has not seen them. */
export type UnseenTitles = { readonly model: Model; readonly titles: readonly CalibrationTitle[] };

type InformativeTitle = {
  readonly model: Model;
  readonly row: TitleRow;
  /** Position in `tree.leaves`. */
  readonly leaf: number;
  readonly weight: number;
};

/**
 * The share of the prior's variance at which unknown words predict best. It has the least mean
 * log-loss of the leaves over the titles with both known and unknown words. `docs/model.md` says
 * why it is not 1.
 *
 * @param parts one part, or one for each fold
 */
export function chooseUnknownShare(parts: readonly UnseenTitles[]): number {
  const asPacked = parts[0]?.model.posterior.unknownShare ?? 1;
  const informative = parts.flatMap(informativeTitles);
  if (informative.length < fewest) return asPacked;
  const chosen = evenlySpaced(informative, most);
  const losses = shares.map((unknownShare) =>
    parts.reduce((sum, { model }) => sum + logLoss(model, unknownShare, chosen), 0),
  );
  return shares[losses.indexOf(Math.min(...losses))] ?? asPacked;
}

/** Titles that have both known and unknown words, as rows of the model that has not seen them. */
function informativeTitles({ model, titles }: UnseenTitles): InformativeTitle[] {
  const vectorise = vectoriser(model.vocabulary);
  return titles
    .map((one) => ({
      model,
      row: vectorise(one.title),
      leaf: model.tree.leaves.indexOf(one.leaf),
      weight: weightOf(one),
    }))
    .filter(({ row }) => row.knownWords.length > 0 && row.unknownWords.length > 0);
}

/** Weighted log-loss of those of the titles that belong to `model`. */
function logLoss(model: Model, unknownShare: number, titles: readonly InformativeTitle[]): number {
  const own = titles.filter((title) => title.model === model);
  const p = leafProbabilities(withUnknownShare(model, unknownShare), own);
  return own.reduce((sum, { weight }, i) => sum - weight * Math.log(Math.max(1e-300, p[i] ?? 0)), 0);
}

/** Probability of the leaf of each title. */
function leafProbabilities(model: Model, titles: readonly InformativeTitle[]): number[] {
  const { tree } = model;
  if (isFactorised(model)) {
    const { predict } = modelPredictor(model);
    return titles.map(({ row, leaf }) => predict(row).nodes[tree.leaves[leaf] ?? 0] ?? 0);
  }
  const rows = titles.map(({ row }) => row);
  const p = packedPredictive(model.posterior, tree, rows);
  return titles.map(({ leaf }, i) => p[i * tree.leaves.length + leaf] ?? 0);
}
