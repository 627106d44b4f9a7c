import { expect, test } from "vitest";
import { nodeCalibrator } from "../../../../shared/decision/node-probabilities.ts";
import { indexTree } from "../../../../shared/tree/taxonomy.ts";
import {
  fitBetaMap,
  fitLogOddsMap,
  identityMap,
} from "../../../../trainer/calibration/maps/fit-log-odds-map.ts";

/** Shares spread evenly in log-odds, each with both outcomes, weighted by `probability`. */
function observe(probability: (share: number) => number) {
  return Array.from({ length: 400 }, (_, k) => 1 / (1 + Math.exp(10 - k / 20))).flatMap((share) =>
    [0, 1].map((outcome) => ({
      ...{ share, outcome, known: 1 },
      weight: outcome === 1 ? probability(share) : 1 - probability(share),
    })),
  );
}

/** The calibrated share of the first of two classes, by a map. */
function mapped(map: ReturnType<typeof fitBetaMap>, share: number): number {
  const tree = indexTree({ levels: ["class"], labels: ["", "a", "b"], parents: [-1, 0, 0] });
  const off = { intercept: -100, slope: 0, knownWords: 0 };
  const maps = { sharpening: { logPower: 0, knownWords: 0 }, levels: [map], subcategory: off, outside: off };
  const nodes = Float64Array.of(1, share, 1 - share);
  return nodeCalibrator(tree, maps)({ nodes, newChildren: new Float64Array(1), known: 1 }).nodes[1] ?? 0;
}

test("shares that are right stay as they are", () => {
  const map = fitBetaMap(observe((share) => share));
  for (const share of [0.6, 0.9, 0.999]) expect(mapped(map, share)).toBeCloseTo(share, 2);
  expect(fitBetaMap([])).toEqual({ ...identityMap, restSlope: 1 });
});

test("sure shares become less sure where a part of the labels is wrong, the others hardly", () => {
  const map = fitBetaMap(observe((share) => 0.05 + 0.9 * share));
  expect(mapped(map, 0.999)).toBeLessThan(0.97);
  expect(mapped(map, 0.6)).toBeCloseTo(0.59, 1);
  expect(mapped(map, 0.9999)).toBeGreaterThan(mapped(map, 0.99));
});

test("is Platt scaling where one slope would be negative", () => {
  const observations = observe((share) => 0.9 - 0.8 * share ** 2 + 0.09 * share);
  const { slope, restSlope } = fitBetaMap(observations);
  expect(restSlope).toBeUndefined();
  expect(slope).toBe(fitLogOddsMap(observations).slope);
});
