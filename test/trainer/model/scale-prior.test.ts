import { describe, expect, test } from "vitest";
import { logScaleDensity, type ScalePrior } from "../../../trainer/model/scale-prior.ts";

/**
 * Integral over u of f(exp(u)) times the density, by the trapezium rule, which is exact to all
 * digits here.
 */
function integrate(prior: ScalePrior, f: (sigma: number) => number): number {
  const step = 1e-3;
  let sum = 0;
  for (let u = -40; u < 40; u += step) sum += f(Math.exp(u)) * Math.exp(logScaleDensity(prior, u).value);
  return sum * step;
}

const cases: readonly {
  readonly prior: ScalePrior;
  readonly name: string;
  readonly constant: number;
  readonly mean: number;
}[] = [
  // Integral of exp(-sigma^2 / 2 s^2): s sqrt(pi / 2); mean s sqrt(2 / pi).
  {
    name: "HalfNormal(1)",
    prior: { kind: "half-normal", scale: 1 },
    constant: Math.sqrt(Math.PI / 2),
    mean: Math.sqrt(2 / Math.PI),
  },
  {
    name: "HalfNormal(2.5)",
    prior: { kind: "half-normal", scale: 2.5 },
    constant: 2.5 * Math.sqrt(Math.PI / 2),
    mean: 2.5 * Math.sqrt(2 / Math.PI),
  },
  // Integral of sigma^(-a - 1) exp(-b / sigma): Gamma(a) / b^a; mean b / (a - 1).
  { name: "InverseGamma(2, 1)", prior: { kind: "inverse-gamma", shape: 2, rate: 1 }, constant: 1, mean: 1 },
  {
    name: "InverseGamma(4, 3)",
    prior: { kind: "inverse-gamma", shape: 4, rate: 3 },
    constant: 6 / 81,
    mean: 1,
  },
];

describe.each(cases)("$name as a density of ln sigma", ({ prior, constant, mean }) => {
  test("is the density of sigma times sigma: its integral and its mean say so", () => {
    expect(integrate(prior, () => 1) / constant).toBeCloseTo(1, 9);
    expect(integrate(prior, (sigma) => sigma) / constant).toBeCloseTo(mean, 6);
  });

  test("has the slope that finite differences find", () => {
    for (const u of [-3, -1, -0.2, 0, 0.7, 2]) {
      const rise = logScaleDensity(prior, u + 1e-6).value - logScaleDensity(prior, u - 1e-6).value;
      const { slope } = logScaleDensity(prior, u);
      expect(Math.abs(rise / 2e-6 - slope) / Math.max(1, Math.abs(slope))).toBeLessThan(1e-7);
    }
  });
});

test("a fixed scale adds nothing", () => {
  expect(logScaleDensity({ kind: "fixed", value: 3 }, 0.4)).toEqual({ value: 0, slope: 0 });
});
