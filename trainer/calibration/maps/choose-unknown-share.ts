import type { Model } from "../../../shared/artifact/model.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { evenlySpaced } from "../../posterior/evenly-spaced.ts";
import { packedPredictive } from "../../posterior/packing-loss.ts";
import { type CalibrationTitle, weightOf } from "../../predictions/calibration-title.ts";

/** Shares to choose from. None is 0: an unknown word always widens an interval. */
const shares = [0.01, 0.03, 0.1, 0.3, 1];
/** With fewer titles the share stays as it is. */
const fewest = 50;
/** More titles than these would not change the choice. */
const most = 500;

/**
 * The share of the prior's variance at which unknown words predict best. It has the least mean
 * log-loss of the leaves over the titles with both known and unknown words. `docs/model.md` says
 * why it is not 1.
 */
export function chooseUnknownShare(model: Model, titles: readonly CalibrationTitle[]): number {
  const { tree, posterior } = model;
  const vectorise = vectoriser(model.vocabulary);
  const informative = titles
    .map((one) => ({
      row: vectorise(one.title),
      leaf: tree.leaves.indexOf(one.leaf),
      weight: weightOf(one),
    }))
    .filter(({ row }) => row.knownWords.length > 0 && row.unknownWords.length > 0);
  if (informative.length < fewest) return posterior.unknownShare;
  const chosen = evenlySpaced(informative, most);
  const rows = chosen.map(({ row }) => row);
  const losses = shares.map((unknownShare) => {
    const p = packedPredictive({ ...posterior, unknownShare }, tree, rows);
    return chosen.reduce(
      (sum, { leaf, weight }, i) =>
        sum - weight * Math.log(Math.max(1e-300, p[i * tree.leaves.length + leaf] ?? 0)),
      0,
    );
  });
  return shares[losses.indexOf(Math.min(...losses))] ?? posterior.unknownShare;
}
