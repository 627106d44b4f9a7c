import type { Calibration, LogOddsMap } from "../../shared/artifact/model.ts";
import { mostProbable, nodeCalibrator } from "../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { weightOf } from "../predictions/calibration-title.ts";
import type { LabelledPrediction } from "../predictions/predict-titles.ts";
import { fitLogOddsMap, type ShareObservation, unchanged } from "./fit-log-odds-map.ts";

/**
 * One map per level: a logistic regression of "the most probable child is the right one" on the log-odds of its share and the log of the share of known words, over the titles
 * for which all levels above are right. A normal prior around `unchanged` keeps it there where titles are few.
 */
export function fitLevels(
  tree: TreeIndex,
  unseen: Pick<Calibration, "subcategory" | "outside">,
  titles: readonly LabelledPrediction[],
): LogOddsMap[] {
  const { levels } = tree.taxonomy;
  const observations: ShareObservation[][] = levels.map(() => []);
  const believe = nodeCalibrator(tree, {
    ...unseen,
    levels: levels.map(() => unchanged),
  });
  for (const title of titles) {
    const { nodes } = believe(title);
    const path = ancestry(tree.taxonomy, title.truth).reverse();
    let at = 0;
    for (const [level, right] of path.entries()) {
      const children = tree.children[at] ?? [];
      const top = mostProbable(children, nodes);
      const share = (nodes[top] ?? 0) / Math.max(nodes[at] ?? 0, Number.MIN_VALUE);
      if (children.length > 1) {
        observations[level]?.push({
          share,
          known: title.known,
          outcome: Number(top === right),
          weight: weightOf(title),
        });
      }
      if (top !== right) break;
      at = right;
    }
  }
  return observations.map(fitLogOddsMap);
}
