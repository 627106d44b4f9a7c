import type { PowerMap } from "../../../shared/artifact/model.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { weightOf } from "../../predictions/calibration-title.ts";
import type { LabelledPrediction } from "../../predictions/predict-titles.ts";
import { fitLabelNoise, type LabelledLoss, noisyLoss } from "./fit-label-noise.ts";

/** More titles than these would take time and change little. */
const maxTitles = 5000;
/** Precision of the normal prior around 0 of both coefficients. */
const precision = 1;
/** Smaller probabilities count as this, so that one certain mistake does not decide. */
const leastProbability = 1e-12;
/** Label noise that its search starts from. */
const firstNoise = 0.02;

/** One title: log-probabilities of the leaves, the position of the true one, ln(known share). */
type Row = {
  readonly logs: Float64Array;
  readonly truth: number;
  readonly logKnown: number;
  readonly weight: number;
};

/**
 * The power of the leaves' probabilities with the least log-loss, by damped Newton steps, and the
 * share of label noise beside it. A normal prior keeps the power near 1 where titles are few. There
 * is label noise only where the Bayesian information criterion is for it, if `hasNoise` does not
 * say whether there is.
 */
export function fitSharpening(
  tree: TreeIndex,
  predictions: readonly LabelledPrediction[],
  hasNoise?: boolean,
): PowerMap {
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
  const plain = fitFrom(rows, { logPower: 0, knownWords: 0, labelNoise: 0 });
  const { labelNoise: _, ...withoutNoise } = plain.map;
  if (hasNoise === false) return withoutNoise;
  const noisy = fitFrom(rows, { ...plain.map, labelNoise: firstNoise });
  const titles = rows.reduce((sum, { weight }) => sum + weight, 0);
  const isBetter = plain.value - noisy.value > Math.log(Math.max(1, titles)) / 2;
  return (hasNoise ?? isBetter) ? noisy.map : withoutNoise;
}

type NoisyPower = Required<PowerMap>;

/** A fit, and minus its log posterior in nats. */
type Fit = { readonly map: NoisyPower; readonly value: number };

/** Goes on from a map by Newton steps of the power. Label noise above 0 is fitted after each. */
function fitFrom(rows: readonly Row[], start: NoisyPower): Fit {
  let map = start;
  let current = objective(rows, map);
  for (let iteration = 0; iteration < 50; iteration++) {
    const [a, b] = newtonStep(current);
    const labelNoise = fitLabelNoise(current.titles, map.labelNoise);
    let shrink = 1;
    let [nextMap, next] = [map, current];
    do {
      const [logPower, knownWords] = [map.logPower + shrink * a, map.knownWords + shrink * b];
      nextMap = { logPower, knownWords, labelNoise };
      next = objective(rows, nextMap);
      shrink /= 2;
    } while (!(next.value <= current.value) && shrink > 1e-6);
    if (!(next.value <= current.value)) break;
    const moved =
      Math.abs(nextMap.logPower - map.logPower) +
      Math.abs(nextMap.knownWords - map.knownWords) +
      Math.abs(nextMap.labelNoise - map.labelNoise);
    [map, current] = [nextMap, next];
    if (moved < 1e-7) break;
  }
  return { map, value: current.value };
}

/** Minus the log posterior in nats, and how to go on. */
type Objective = {
  readonly value: number;
  /** Of the coefficients of the power, with the Gauss-Newton part of the curvature. */
  readonly gradient: readonly [number, number];
  readonly curvature: readonly [number, number, number];
  /** What label noise is fitted to. */
  readonly titles: readonly LabelledLoss[];
};

function objective(rows: readonly Row[], { logPower, knownWords, labelNoise }: NoisyPower): Objective {
  let value = (precision / 2) * (logPower ** 2 + knownWords ** 2);
  const gradient: [number, number] = [precision * logPower, precision * knownWords];
  const curvature: [number, number, number] = [precision, 0, precision];
  const titles = rows.map(({ logs, truth, logKnown, weight }) => {
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
    const title = { loss: Math.log(sum) + power * (most - ofTruth), classes: logs.length, weight };
    const { loss, byWords } = noisyLoss(title, labelNoise);
    value += weight * loss;
    const slope = weight * byWords * power * (mean - ofTruth);
    const bend = weight * byWords * power * power * Math.max(0, second / sum - mean * mean);
    gradient[0] += slope;
    gradient[1] += slope * logKnown;
    curvature[0] += bend;
    curvature[1] += bend * logKnown;
    curvature[2] += bend * logKnown * logKnown;
    return title;
  });
  return { value, gradient, curvature, titles };
}

/** Solves the two equations of a Newton step. */
function newtonStep({ gradient: [g, h], curvature: [a, b, c] }: Objective): [number, number] {
  const determinant = a * c - b * b;
  return [(b * h - c * g) / determinant, (b * g - a * h) / determinant];
}
