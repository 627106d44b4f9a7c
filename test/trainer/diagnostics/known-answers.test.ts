import { expect, test } from "vitest";
import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { poolChains } from "../../../trainer/diagnostics/chains.ts";
import { eBfmi } from "../../../trainer/diagnostics/e-bfmi.ts";
import { bulkEss, meanEss, tailEss } from "../../../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse, quantileMcse } from "../../../trainer/diagnostics/mcse.ts";
import { mean } from "../../../trainer/diagnostics/moments.ts";
import { quantileOfSorted, sortDraws } from "../../../trainer/diagnostics/quantile.ts";
import { rHat } from "../../../trainer/diagnostics/r-hat.ts";
import { autoregressiveChains } from "./synthetic-chains.ts";

// Seeds are fixed, so nothing here fails by chance; the false-alarm rates say how often another
// seed would.
const seeds = Array.from({ length: 100 }, (_, seed) => seed);

// Chains with correlation r between neighbours have ESS S (1 - r) / (1 + r). The mean over 100
// runs has a standard deviation of at most 1.7 % and a bias of at most 6 %: false alarms below 1
// in 10,000.
test.each([
  { correlation: 0, expected: 4000 },
  { correlation: 0.5, expected: 4000 / 3 },
  { correlation: 0.9, expected: 4000 / 19 },
  { correlation: -0.5, expected: 4000 * 3 },
])(
  "4 x 1000 draws of correlation $correlation are worth $expected on average",
  ({ correlation, expected }) => {
    const values = seeds.map((seed) => meanEss(autoregressiveChains(seed, 4, 1000, correlation)));
    const ratio = mean(Float64Array.from(values)) / expected;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  },
);

// In 4,000 runs with other seeds nothing left these bounds: false alarms below 1 in 30 for 40 runs.
test("4 x 1000 independent draws have R-hat near 1 and ESS near 4000", () => {
  for (const seed of seeds.slice(0, 40)) {
    const chains = autoregressiveChains(seed, 4, 1000);
    expect(rHat(chains)).toBeLessThan(1.005);
    expect(bulkEss(chains)).toBeGreaterThan(3000);
    expect(bulkEss(chains)).toBeLessThan(4700);
    expect(tailEss(chains)).toBeGreaterThan(2700);
  }
});

test.each([0.05, 0.5, 0.95])(
  "the quantile at %f is within 1.96 standard errors as often as it should be",
  (probability) => {
    const errors = seeds.map((seed) => {
      const chains = autoregressiveChains(1000 + seed, 4, 500, 0.6);
      const error = quantileOfSorted(sortDraws(chains), probability) - normalQuantile(probability);
      return Math.abs(error) / quantileMcse(chains, probability);
    });
    expectNominalCoverage(errors);
  },
);

test("the mean is within 1.96 standard errors as often as it should be", () => {
  const errors = seeds.map((seed) => {
    const chains = autoregressiveChains(2000 + seed, 4, 500, 0.6);
    return Math.abs(mean(poolChains(chains))) / meanMcse(chains);
  });
  expectNominalCoverage(errors);
});

/** Of 100 runs, 95 should pass; 87 or more do but in 1 of 2,000 cases (binomial). */
function expectNominalCoverage(errors: readonly number[]): void {
  const covered = errors.filter((error) => error < 1.96).length;
  expect(covered).toBeGreaterThanOrEqual(87);
  // Standard errors that are far too large would pass the line above. Of 100, 62 should be beyond
  // half of one.
  expect(errors.filter((error) => error > 0.5).length).toBeGreaterThan(40);
}

test("R-hat detects a chain in another mode, folded R-hat one with a wider spread", () => {
  const [first, ...others] = autoregressiveChains(1, 4, 500);
  const moved = [(first ?? new Float64Array()).map((draw) => draw + 2), ...others];
  const widened = [(first ?? new Float64Array()).map((draw) => draw * 4), ...others];
  expect(rHat([first ?? new Float64Array(), ...others])).toBeLessThan(1.01);
  expect(rHat(moved)).toBeGreaterThan(1.2);
  expect(rHat(widened)).toBeGreaterThan(1.1);
});

test("E-BFMI is 2 (1 - r) for energies of correlation r", () => {
  for (const correlation of [0, 0.5, 0.9]) {
    const values = autoregressiveChains(7, 50, 1000, correlation).map(eBfmi);
    expect(mean(Float64Array.from(values))).toBeCloseTo(2 * (1 - correlation), 1);
  }
});
