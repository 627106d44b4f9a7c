import { decide } from "../../shared/decision/decide.ts";
import { mostProbable } from "../../shared/decision/node-probabilities.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { CalibratedPrediction } from "../predictions/calibrated-predictions.ts";
import { conformalQuantile } from "./risk-control.ts";

/** Share of the titles of known classes stopping above the leaves that are taken for ones of an unseen subcategory. */
const falseAlarms = 0.1;

/**
 * How probable a new child of the answer must be, over its most probable known child, for the title to be called one of an unseen subcategory: what the share 1 - `falseAlarms` of the
 * calibration titles that stop above the leaves stays below (a conformal test for outliers: Bates, Candes, Lei, Romano and Sesia 2023). At most 1; 1 with too few such titles.
 */
export function findNewChildRatio(
  tree: TreeIndex,
  titles: readonly CalibratedPrediction[],
  thresholds: readonly number[],
): number {
  const ratios = titles.flatMap(({ forecast, beliefs }) => {
    const decision = decide(tree, beliefs, thresholds, forecast.knownWords);
    if (decision.kind === "leaf" || decision.node === 0) return [];
    const known = beliefs.nodes[mostProbable(tree.children[decision.node] ?? [], beliefs.nodes)] ?? 0;
    return [(beliefs.unseen[tree.groups.indexOf(decision.node)] ?? 0) / known];
  });
  return Math.min(1, conformalQuantile(ratios, 1 - falseAlarms));
}
