import { expect, test } from "vitest";
import { chooseProbes, computeProbeLogits } from "../../../trainer/chains/probes.ts";
import { parameterLayout } from "../../../trainer/model/problem.ts";
import { randomProblem, trees } from "../model/problems.ts";

const problem = randomProblem({ tree: trees["depth 3"], rows: 50 });

test("probes are rows of the data, in turn with their own leaf and with any, and depend on the seed alone", () => {
  const probes = chooseProbes(problem, 200, 3);
  expect(probes).toEqual(chooseProbes(problem, 200, 3));
  expect(probes).not.toEqual(chooseProbes(problem, 200, 4));
  expect(new Set(probes.map(({ row }) => row)).size).toBeGreaterThan(40);
  probes.forEach(({ row, leaf }, k) => {
    expect(row).toBeLessThan(50);
    if (k % 2 === 0) expect(leaf).toBe(problem.labels[row]);
    expect(leaf).toBeLessThan(problem.tree.leaves.length);
  });
});

test("a probe is the logit of its leaf less the mean of its row, which no common shift moves", () => {
  const { features, columns, leaves } = parameterLayout(problem);
  const coefficients = Float32Array.from({ length: features * columns }, (_, k) => Math.sin(k));
  const probes = chooseProbes(problem, 20, 3);
  const logits = new Float64Array(20);
  computeProbeLogits(problem, probes, coefficients, logits);
  const { rowStart, rowFeature, rowValue } = problem.design;
  probes.forEach(({ row, leaf }, k) => {
    const logit = (c: number) => {
      let sum = 0;
      for (let at = rowStart[row] ?? 0; at < (rowStart[row + 1] ?? 0); at++) {
        sum += (rowValue[at] ?? 0) * (coefficients[(rowFeature[at] ?? 0) * columns + c] ?? 0);
      }
      return sum;
    };
    const mean = Array.from({ length: leaves }, (_, c) => logit(c)).reduce(
      (sum, each) => sum + each / leaves,
      0,
    );
    expect(logits[k]).toBeCloseTo(logit(leaf) - mean, 6);
  });
  const shifted = new Float64Array(20);
  computeProbeLogits(
    problem,
    probes,
    coefficients.map((value) => value + 2),
    shifted,
  );
  expect(Math.max(...shifted.map((value, k) => Math.abs(value - (logits[k] ?? Number.NaN))))).toBeLessThan(
    1e-5,
  );
});
