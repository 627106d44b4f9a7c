import { describe, expect, test } from "vitest";
import { compareDraws, compareVariation, testFamily } from "../../../bench/sampler/compare-draws.ts";
import { nextNormal, seedStream } from "../../../trainer/nuts/random.ts";

/** Four chains of an autoregressive process: draws depend on one another, as NUTS's do. */
function chainsOf(stream: number, { mean = 0, sd = 1, draws = 500, correlation = 0.5 } = {}): Float64Array[] {
  const random = seedStream(11, stream);
  return Array.from({ length: 4 }, () => {
    let state = nextNormal(random);
    return Float64Array.from({ length: draws }, () => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * nextNormal(random);
      return mean + sd * state;
    });
  });
}

type Posterior = Parameters<typeof chainsOf>[1];

/** 100 quantities by two samplers. */
function family(first: Posterior, second: Posterior, falseAlarm = 0.01) {
  const comparisons = Array.from({ length: 100 }, (_, k) =>
    compareDraws(`${k}`, chainsOf(2 * k, first), chainsOf(2 * k + 1, second)),
  );
  return testFamily("normal", comparisons, falseAlarm);
}

describe("two samplers", () => {
  test("of one posterior agree, with z of the size that Monte Carlo error gives it", () => {
    const { agree, rmsZMean, rmsZVariance } = family({}, { correlation: 0.8 });
    expect(agree).toBe(true);
    // 100 independent z: their root mean square is 1 +- 0.07, but for what errors of the standard
    // errors add.
    expect(Math.abs(rmsZMean - 1)).toBeLessThan(0.28);
    expect(Math.abs(rmsZVariance - 1)).toBeLessThan(0.28);
  });

  test("of posteriors with other means are told apart", () => {
    expect(family({}, { mean: 0.3 }).agree).toBe(false);
  });

  test("of posteriors with another spread are told apart", () => {
    const { agree, rmsZVariance } = family({}, { sd: 1.3 });
    expect(agree).toBe(false);
    expect(rmsZVariance).toBeGreaterThan(2);
  });

  test("are held to a limit that all their comparisons exceed with the false-alarm rate: 200 tails of 0.01 / 200", () => {
    // Two-sided standard normal: 2 (1 - Phi(4.0556)) = 5e-5.
    expect(family({}, {}).limit).toBeCloseTo(4.0556, 3);
  });
});

describe("total variation", () => {
  const title = (stream: number, means: readonly [number, number]) =>
    means.map((mean, k) => chainsOf(stream + k, { mean, sd: 0.1 }));
  const pairs = (shift: number) =>
    Array.from({ length: 50 }, (_, k) => [
      title(10 * k, [0.3, 0.7]),
      title(10 * k + 5, [0.3 + shift, 0.7 - shift]),
    ]).flatMap(([first = [], second = []]) =>
      first.map((chains, leaf) => [chains, second[leaf] ?? []] as const),
    );

  test("of one predictive is what Monte Carlo error makes", () => {
    const { mean, largest, expected } = compareVariation(pairs(0), 2);
    expect(mean / expected).toBeGreaterThan(0.75);
    expect(mean / expected).toBeLessThan(1.33);
    expect(largest).toBeGreaterThan(mean);
  });

  test("of two is their difference: half of 0.2 + 0.2", () => {
    const { mean, expected } = compareVariation(pairs(0.2), 2);
    expect(mean).toBeCloseTo(0.2, 2);
    expect(expected).toBeLessThan(0.01);
  });
});
