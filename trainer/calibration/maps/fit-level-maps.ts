import type { LogOddsMap } from "../../../shared/artifact/model.ts";
import type { CalibrationMaps } from "../../../shared/decision/node-probabilities.ts";
import { mostProbable, nodeCalibrator } from "../../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { weightOf } from "../../predictions/calibration-title.ts";
import type { LabelledPrediction } from "../../predictions/predict-titles.ts";
import { fitBetaMap, identityMap, type ShareObservation } from "./fit-log-odds-map.ts";

/**
 * One map per level, fitted to whether the node on the path to the most probable leaf is right. The
 * observations of a level are the titles whose path is right on all levels above, and on which the
 * calibrator would use the map: up to there each node is its parent's most probable child.
 */
export function fitLevelMaps(
  tree: TreeIndex,
  maps: Omit<CalibrationMaps, "levels">,
  predictions: readonly LabelledPrediction[],
): LogOddsMap[] {
  const { levels } = tree.taxonomy;
  const observations: ShareObservation[][] = levels.map(() => []);
  const calibrate = nodeCalibrator(tree, { ...maps, levels: levels.map(() => identityMap) });
  for (const prediction of predictions) {
    const { nodes } = calibrate(prediction);
    const truth = ancestry(tree.taxonomy, prediction.truth);
    const path = ancestry(tree.taxonomy, mostProbable(tree.leaves, nodes)).reverse();
    let parent = 0;
    for (const [level, node] of path.entries()) {
      const children = tree.children[parent] ?? [];
      if (mostProbable(children, nodes) !== node) break;
      const isRight = truth.includes(node);
      if (children.length > 1) {
        observations[level]?.push({
          share: (nodes[node] ?? 0) / Math.max(nodes[parent] ?? 0, Number.MIN_VALUE),
          known: prediction.known,
          outcome: Number(isRight),
          weight: weightOf(prediction),
        });
      }
      if (!isRight) break;
      parent = node;
    }
  }
  return observations.map(fitBetaMap);
}
