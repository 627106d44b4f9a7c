import { expect, test } from "vitest";
import { type Agreement, showAgreement as show } from "../../../bench/sampler/agreement.ts";
import type { Family } from "../../../bench/sampler/compare-draws.ts";
import type { Efficiency } from "../../../bench/sampler/efficiency.ts";

const sampler = (name: string, maxRHat: number): Efficiency => ({
  ...{
    name,
    chains: 4,
    warmup: 100,
    draws: 200,
    compileSeconds: 1,
    warmUpSeconds: 2,
    drawSeconds: 3,
    cpuShare: 1,
  },
  ...{ gradientsPerDraw: 62, gradientsPerSecond: 1000, divergences: 0, maxRHat, minEss: 400, medianEss: 900 },
  ...{ essPerSecond: 1, essPerSecondWithWarmUp: 1, essPerThousandGradients: 1 },
});

const family = (name: string, largestZMean: number): Family => ({
  ...{
    name,
    comparisons: 1200,
    largestZMean,
    largestZVariance: 2,
    typicalLargest: 2.9,
    limit: 4,
  },
  ...{ rmsZMean: 1, rmsZVariance: 1, largestDifference: 0.1, maxRHat: 1.01 },
  agree: largestZMean <= 4,
});

const showAgreement = (agreement: Agreement) => show(agreement, { preset: "bayes", seed: 1 });

const report = (changes: Partial<Agreement> = {}): Agreement => ({
  ...{
    density: "scales HalfNormal(1)",
    name: "some titles",
  },
  size: { rows: 2005, features: 10, leaves: 4, nonZeros: 30, dimension: 129367, products: 1 },
  heldOut: 200,
  samplers: [sampler("hedge", 1.004), sampler("NumPyro", 1.01)],
  scales: [
    {
      ...{ name: "the root", means: [4.85, 4.86], sds: [0.37, 0.38], zMean: -0.35, zVariance: 0.68 },
      ...{ ess: [235, 118], maxRHat: 1.01 },
    },
  ],
  families: [family("scales", 2.35), family("logits", 3.9)],
  totalVariation: { mean: 0.08, largest: 0.15, expected: 0.079 },
  ...changes,
});

test("an agreement is a section of its page", () => {
  const text = showAgreement(report());
  expect(text).toContain("## Preset `bayes`\n\n**All 2 families agree.**\n");
  expect(text).toContain("2,005 rows, 10 features, 4 classes, 129,367 dimensions; scales HalfNormal(1).");
  expect(text).toContain("| the root | 4.850 | 4.860 | -0.35 | 0.370 | 0.380 | 0.68 | 235 | 118 |");
  expect(text).toContain("| logits | 1,200 | 3.90 | 2.00 | 2.90 | 4.00 |");
});

test("who does not agree is named, and so is who has drawn too little to say", () => {
  const text = showAgreement(
    report({
      families: [family("scales", 2.35), family("logits", 4.1)],
      samplers: [sampler("hedge", 1.004), sampler("NumPyro", 1.03)],
    }),
  );
  expect(text).toContain("**These families do not agree: logits. R-hat is above 1.01 for NumPyro:");
});

test("fixed scales have no table", () => {
  expect(showAgreement(report({ scales: [] }))).not.toContain("scale of the children of");
});
