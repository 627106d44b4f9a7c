import { describe, expect, test } from "vitest";
import { candidates, reference } from "../../../bench/accuracy/candidates.ts";
import {
  compareCandidates,
  pairedDifference,
  showComparison,
} from "../../../bench/accuracy/compare-candidates.ts";
import {
  type CandidateRun,
  candidateKey,
  lossesOfManyDraws,
  predictDraws,
  runCandidate,
} from "../../../bench/accuracy/run-candidate.ts";
import { makeBenchmark } from "../../../bench/catalogues/benchmark.ts";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { presets } from "../../../trainer/model/preset.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { rowsOf } from "./rows.ts";

const levels = ["department", "category"];
const chains = { chains: 2, warmup: 10, draws: 5, seed: 1, threads: 1 };
const benchmark = makeBenchmark(
  rowsOf(
    ...Array.from({ length: 12 }, (_, k) => [`board game ${k}`, "toys", "games"]),
    ...Array.from({ length: 12 }, (_, k) => [`jigsaw puzzle ${k}`, "toys", "puzzles"]),
    ...Array.from({ length: 12 }, (_, k) => [`green tea ${k}`, "food", "tea"]),
  ),
  rowsOf(["board game", "toys", "games"], ["puzzle", "toys", "puzzles"], ["black tea", "food", "tea"]),
  levels,
  false,
);

describe("the candidates", () => {
  test("begin with the default and have different names and models", () => {
    expect(candidates[0]).toMatchObject({ name: reference, preset: presets.default, flat: false });
    expect(new Set(candidates.map(({ name }) => name)).size).toBe(candidates.length);
    expect(new Set(candidates.map((one) => candidateKey(one, benchmark, chains))).size).toBe(
      candidates.length,
    );
  });

  test("vary the scale and the power that the default has", () => {
    const scaleOf = (name: string) => {
      const [prior] = candidates.find((one) => one.name === name)?.preset.scalePriors(benchmark.tree) ?? [];
      return prior?.kind === "fixed" ? prior.value : Number.NaN;
    };
    expect(scaleOf("narrower") / 0.6).toBeCloseTo(scaleOf(reference), 12);
    expect(scaleOf("wider") / 1.6).toBeCloseTo(scaleOf(reference), 12);
    const { likelihoodPower } = presets.default;
    for (const power of [1, 10, 30, 300]) {
      const name = `power-${power}`;
      expect(scaleOf(name) ** 2 * power).toBeCloseTo(scaleOf(reference) ** 2 * likelihoodPower, 10);
      expect(candidates.find((one) => one.name === name)?.preset.likelihoodPower).toBe(power);
    }
  });
});

test("the predictive is the mean over draws of the softmax", () => {
  // Two draws of an intercept and a word over two leaves and an inner node, whose coefficients must
  // not count.
  const betas = [
    [0, Math.log(3), 9, Math.log(2), 0, 9],
    [Math.log(4), 0, 9, 0, 0, 9],
  ];
  const draws: PosteriorDraws = {
    ...{ count: 2, features: 2, columns: 3, groups: 1 },
    read: (draw, coefficients) => coefficients.set(betas[draw] ?? []),
  };
  const row = (features: number[], values: number[]) => ({
    features: Int32Array.from(features),
    values: Float32Array.from(values),
    ...{ knownWords: [], unknownWords: [], vectorWords: [], unknownSquares: 5 },
  });
  const found = predictDraws(draws, [row([0], [1]), row([0, 1], [1, 2])], 2);
  const expected = [(1 / 4 + 4 / 5) / 2, (3 / 4 + 1 / 5) / 2, (4 / 7 + 4 / 5) / 2, (3 / 7 + 1 / 5) / 2];
  expected.forEach((p, k) => void expect(found.all[k]).toBeCloseTo(p, 6));
  const first = [1 / 4, 3 / 4, 4 / 7, 3 / 7];
  first.forEach((p, k) => void expect(found.halves[0][k]).toBeCloseTo(p, 6));
});

test("the loss of many draws has no part that falls with their number", () => {
  // Three titles whose true loss is 1, 2 and 3, and whose loss from S draws is higher by 4 / S; S =
  // 100, halves of 50.
  const at = (draws: number) => [1, 2, 3].map((loss) => loss + 4 / draws);
  lossesOfManyDraws(at(100), at(50), at(50)).forEach((loss, k) => {
    expect(loss).toBeCloseTo(k + 1, 12);
  });
});

describe("a candidate's run", () => {
  test.each(["flat", "epsilon"])("learns what is plain: %s", async (name) => {
    await ensureKernel();
    const one = candidates.find((other) => other.name === name);
    if (one === undefined) throw new Error("no such candidate");
    const run = await runCandidate(one, benchmark, { ...chains, warmup: 60, draws: 40 }, silentProgress);
    expect(run.losses).toHaveLength(3);
    expect(run.levels.map(({ accuracy }) => accuracy)).toEqual([1, 1]);
    const mean = run.losses.reduce((sum, loss) => sum + loss / 3, 0);
    expect(run.levels.at(-1)?.logLoss).toBeCloseTo(mean, 10);
    expect(mean).toBeLessThan(Math.log(3));
    expect(run.leapfrogs).toBeGreaterThanOrEqual(1);
  });
});

function madeUpRun(losses: number[]): CandidateRun {
  const level = { accuracy: 0.5, logLoss: losses.reduce((sum, x) => sum + x / losses.length, 0), ece: 0.05 };
  return {
    ...{
      levels: [level, level],
      losses,
      manyDrawsLosses: losses.map((x) => x - 0.1),
      features: 10,
      leapfrogs: 15,
      cpuSeconds: 2,
    },
    ...{ maxRHat: 1.01, divergences: 0 },
  };
}

describe("the comparison", () => {
  test("pairs losses row by row and adds the variances of the folds' means", () => {
    // Differences 0.1, 0.3 and 0.5, 0.5, 0.8: means 0.2 and 0.6, variances of the means 0.01 and
    // 0.01.
    const { mean, standardError } = pairedDifference(
      [
        [1.1, 2.3],
        [1.5, 2.5, 3.8],
      ],
      [
        [1, 2],
        [1, 2, 3],
      ],
    );
    expect(mean).toBeCloseTo(0.4, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(0.02) / 2, 12);
  });

  test("stars the least log-loss", () => {
    const found = compareCandidates(
      [
        { name: "default", what: "the preset", runs: [madeUpRun([1, 2])] },
        { name: "better", what: "a made-up one", runs: [madeUpRun([0.9, 1.7])] },
      ],
      [benchmark],
    );
    const lines = showComparison(levels, found).split("\n");
    expect(lines.find((line) => line.startsWith("default "))).toMatch(
      /^default +1\.500 +1\.500 +1\.400 +0\.500/,
    );
    expect(lines.find((line) => line.startsWith("better "))).toMatch(
      /^better +\*1\.300 +1\.300 +-0\.200 \(0\.100\) +1\.200 +-0\.200 \(0\.100\) +0\.500/,
    );
    expect(lines).toContain("better: a made-up one");
    expect(JSON.stringify(found)).not.toMatch(/losses/i);
  });
});
