import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bulkEss,
  meanEss,
  quantileEss,
  tailEss,
} from "../../../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse, quantileMcse } from "../../../trainer/diagnostics/mcse.ts";
import { bulkRHat, rHat } from "../../../trainer/diagnostics/r-hat.ts";
import { rankNormalise } from "../../../trainer/diagnostics/rank-normalise.ts";

/** Two to five chains of 4 to 40 draws: thousandths in [-5, 5], so that there are ties. */
const someChains = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 4, max: 40 }))
  .chain(([chains, draws]) =>
    fc.array(
      fc
        .array(fc.integer({ min: -5000, max: 5000 }), { minLength: draws, maxLength: draws })
        .map((chain) => Float64Array.from(chain, (draw) => draw / 1000)),
      { minLength: chains, maxLength: chains },
    ),
  );

const settings = { seed: 20261122, numRuns: 200 };

test("bulk R-hat and bulk ESS do not change under an increasing transformation", () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      const transformed = chains.map((chain) => chain.map(Math.exp));
      expect(bulkRHat(transformed)).toBe(bulkRHat(chains));
      expect(bulkEss(transformed)).toBe(bulkEss(chains));
    }),
    settings,
  );
});

test("standard errors are in the unit of the draws", () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      // A power of two is exact in floating point.
      const quadrupled = chains.map((chain) => chain.map((draw) => 4 * draw));
      expect(meanMcse(quadrupled)).toBe(4 * meanMcse(chains));
      expect(quantileMcse(quadrupled, 0.9)).toBe(4 * quantileMcse(chains, 0.9));
    }),
    settings,
  );
});

test("R-hat does not depend on the order of chains", () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      const [one, other] = [rHat(chains), rHat([...chains].reverse())];
      if (Number.isNaN(one)) expect(other).toBeNaN();
      // Stuck chains give R-hats near 1e8, which are rounding.
      else if (one < 1e3) expect(other).toBeCloseTo(one, 9);
    }),
    settings,
  );
});

test("ESS is positive and at most S log10(S)", () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      for (const statistic of [bulkEss, tailEss, meanEss]) {
        const ess = statistic(chains);
        const most = chains.reduce((sum, chain) => sum + chain.length, 0);
        expect(ess).toBeGreaterThan(0);
        expect(ess).toBeLessThanOrEqual(most * Math.log10(most) * (1 + 1e-12));
      }
    }),
    settings,
  );
});

test("scores of ranks keep the order of the draws", () => {
  fc.assert(
    fc.property(someChains, (chains) => {
      const draws = chains.flatMap((chain) => [...chain]);
      const scores = rankNormalise(chains).flatMap((chain) => [...chain]);
      const order = [...draws.keys()].sort((i, j) => (draws[i] ?? 0) - (draws[j] ?? 0));
      for (let k = 1; k < order.length; k++) {
        const [before, after] = [order[k - 1] ?? 0, order[k] ?? 0];
        const rises = Math.sign((draws[after] ?? 0) - (draws[before] ?? 0));
        expect(Math.sign((scores[after] ?? 0) - (scores[before] ?? 0))).toBe(rises);
      }
    }),
    settings,
  );
});

test("one NaN makes every statistic NaN", () => {
  fc.assert(
    fc.property(someChains, fc.nat(), (chains, place) => {
      const first = chains[0] ?? new Float64Array();
      first[place % first.length] = Number.NaN;
      const values = [rHat, bulkEss, tailEss, meanEss, meanMcse].map((statistic) => statistic(chains));
      values.push(quantileEss(chains, 0.5), quantileMcse(chains, 0.5));
      expect(values).toEqual(values.map(() => Number.NaN));
    }),
    settings,
  );
});

test("chains of unequal length are refused", () => {
  const unequal = [new Float64Array(10), new Float64Array(9)];
  for (const statistic of [rHat, bulkEss, tailEss, meanEss, meanMcse]) {
    expect(() => statistic(unequal)).toThrow("equally long, these have 10, 9 draws");
  }
});

test("infinite draws leave what depends on ranks alone", () => {
  const finite = [Float64Array.of(3, 1, 4, 1.5, 9, 2.6), Float64Array.of(5, 3.5, 8.9, 7, 9.3, 2.3)];
  const infinite = finite.map((chain) => chain.map((draw) => (draw > 9 ? Number.POSITIVE_INFINITY : draw)));
  expect(bulkRHat(infinite)).toBe(bulkRHat(finite));
  expect(bulkEss(infinite)).toBe(bulkEss(finite));
  expect(meanMcse(infinite)).toBeNaN();
});
