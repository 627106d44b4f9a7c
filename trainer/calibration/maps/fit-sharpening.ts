import type { PowerMap } from "../../../shared/artifact/model.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { weightOf } from "../../predictions/calibration-title.ts";
import type { LabelledPrediction } from "../../predictions/predict-titles.ts";

/** More titles than these would take time and change little. */
const maxTitles = 5000;
/** Precision of the normal prior around 0 of both coefficients. */
const precision = 1;
/** Smaller probabilities count as this, so that one certain mistake does not decide. */
const leastProbability = 1e-12;

/** One title: log-probabilities of the leaves, the position of the true one, ln(known share). */
type Row = {
  readonly logs: Float64Array;
  readonly truth: number;
  readonly logKnown: number;
  readonly weight: number;
};

/**
 * The power of the leaves' probabilities with the least log-loss, by damped Newton steps. A normal
 * prior keeps it near 1 where titles are few.
 */
export function fitSharpening(tree: TreeIndex, predictions: readonly LabelledPrediction[]): PowerMap {
  const { leaves } = tree;
  const every = Math.max(1, Math.ceil(predictions.length / maxTitles));
  const rows = predictions
    .filter((_, i) => i % every === 0)
    .map(
      (prediction): Row => ({
        logs: Float64Array.from(leaves, (leaf) =>
          Math.log(Math.max(leastProbability, prediction.nodes[leaf] ?? 0)),
        ),
        truth: leaves.indexOf(prediction.truth),
        logKnown: Math.log(prediction.known),
        weight: weightOf(prediction),
      }),
    );
  let map: PowerMap = { logPower: 0, knownWords: 0 };
  let current = objective(rows, map);
  for (let iteration = 0; iteration < 50; iteration++) {
    const [a, b] = newtonStep(current);
    let shrink = 1;
    let [nextMap, next] = [map, current];
    do {
      nextMap = { logPower: map.logPower + shrink * a, knownWords: map.knownWords + shrink * b };
      next = objective(rows, nextMap);
      shrink /= 2;
    } while (!(next.value <= current.value) && shrink > 1e-6);
    if (!(next.value <= current.value)) return map;
    const moved = Math.abs(nextMap.logPower - map.logPower) + Math.abs(nextMap.knownWords - map.knownWords);
    [map, current] = [nextMap, next];
    if (moved < 1e-7) return map;
  }
  return map;
}

/** Minus the log posterior in nats, its gradient, and the Gauss-Newton part of its curvature. */
type Objective = {
  readonly value: number;
  readonly gradient: readonly [number, number];
  readonly curvature: readonly [number, number, number];
};

function objective(rows: readonly Row[], { logPower, knownWords }: PowerMap): Objective {
  let value = (precision / 2) * (logPower ** 2 + knownWords ** 2);
  const gradient: [number, number] = [precision * logPower, precision * knownWords];
  const curvature: [number, number, number] = [precision, 0, precision];
  for (const { logs, truth, logKnown, weight } of rows) {
    const power = Math.exp(logPower + knownWords * logKnown);
    let most = Number.NEGATIVE_INFINITY;
    for (const log of logs) most = Math.max(most, log);
    let [sum, first, second] = [0, 0, 0];
    for (const log of logs) {
      const q = Math.exp(power * (log - most));
      sum += q;
      first += q * log;
      second += q * log * log;
    }
    const mean = first / sum;
    const ofTruth = logs[truth] ?? 0;
    value += weight * (Math.log(sum) + power * (most - ofTruth));
    const slope = weight * power * (mean - ofTruth);
    const bend = weight * power * power * Math.max(0, second / sum - mean * mean);
    gradient[0] += slope;
    gradient[1] += slope * logKnown;
    curvature[0] += bend;
    curvature[1] += bend * logKnown;
    curvature[2] += bend * logKnown * logKnown;
  }
  return { value, gradient, curvature };
}

/** Solves the two equations of a Newton step. */
function newtonStep({ gradient: [g, h], curvature: [a, b, c] }: Objective): [number, number] {
  const determinant = a * c - b * b;
  return [(b * h - c * g) / determinant, (b * g - a * h) / determinant];
}
