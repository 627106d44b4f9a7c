import type { Calibration, LogOddsMap } from "../../shared/artifact/model.ts";
import { mostProbable, nodeCalibrator } from "../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { weightOf } from "../predictions/calibration-title.ts";
import type { LabelledPrediction } from "../predictions/predict-titles.ts";
import { fitLogOddsMap, identityMap, type ShareObservation } from "./fit-log-odds-map.ts";

/**
 * One map per level, fitted to whether the most probable child is the right one. The observations
 * of a level are the titles for which all levels above are right.
 */
export function fitLevelMaps(
  tree: TreeIndex,
  unseen: Pick<Calibration, "subcategory" | "outside">,
  predictions: readonly LabelledPrediction[],
): LogOddsMap[] {
  const { levels } = tree.taxonomy;
  const observations: ShareObservation[][] = levels.map(() => []);
  const calibrate = nodeCalibrator(tree, { ...unseen, levels: levels.map(() => identityMap) });
  for (const prediction of predictions) {
    const { nodes } = calibrate(prediction);
    const path = ancestry(tree.taxonomy, prediction.truth).reverse();
    let at = 0;
    for (const [level, right] of path.entries()) {
      const children = tree.children[at] ?? [];
      const top = mostProbable(children, nodes);
      const share = (nodes[top] ?? 0) / Math.max(nodes[at] ?? 0, Number.MIN_VALUE);
      if (children.length > 1) {
        observations[level]?.push({
          share,
          known: prediction.known,
          outcome: Number(top === right),
          weight: weightOf(prediction),
        });
      }
      if (top !== right) break;
      at = right;
    }
  }
  return observations.map(fitLogOddsMap);
}
