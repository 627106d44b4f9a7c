import { expect, test } from "vitest";
import { normalQuantile } from "../../shared/numerics/normal-quantile.ts";
import { diagnose } from "../../trainer/diagnostics/diagnose.ts";
import { type SampledChain, sample } from "../../trainer/nuts/sample.ts";
import { type Comparison, compare, estimate, failures, nameDraws } from "./comparison.ts";
import { correlatedNormal, funnel, illConditionedNormal, type NormalTarget } from "./targets/analytic.ts";

/** Every coordinate's mean and quantiles against the exact ones. */
function compareWithNormal(target: NormalTarget, chains: readonly SampledChain[]): Comparison[] {
  const exact = (value: number) => ({ value, mcse: 0 });
  return [...nameDraws(target, chains)].flatMap(([quantity, draws], i) => {
    const sd = target.sd[i] ?? Number.NaN;
    const tail = sd * normalQuantile(0.95);
    return compare(quantity, estimate(draws), {
      mean: exact(0),
      q5: exact(-tail),
      q50: exact(0),
      q95: exact(tail),
    });
  });
}

// 1,000 comparisons; at 5 standard errors a right sampler fails with a probability of about 0.06 %.
test("an ill-conditioned normal: condition number 1e6, 250 dimensions", { timeout: 120_000 }, () => {
  const target = illConditionedNormal(250, 1e6);
  const comparisons = compareWithNormal(
    target,
    sample(target, { seed: 2, warmup: 1000, draws: 1000 }).chains,
  );
  expect(comparisons).toHaveLength(1000);
  expect(failures(comparisons, 5)).toEqual([]);
});

// 80 comparisons; at 4 standard errors a right sampler fails with a probability of about 0.5 %.
test("a correlated normal: 20 dimensions, neighbours correlated by 0.95", { timeout: 120_000 }, () => {
  const target = correlatedNormal(20, 0.95);
  const comparisons = compareWithNormal(
    target,
    sample(target, { seed: 3, warmup: 1000, draws: 1000 }).chains,
  );
  expect(comparisons).toHaveLength(80);
  expect(failures(comparisons, 4)).toEqual([]);
});

test("a funnel is reported: trajectories diverge and the verdict is not good", { timeout: 120_000 }, () => {
  const target = funnel(10);
  const { chains } = sample(target, { seed: 4, warmup: 1000, draws: 1000 });
  const { training } = diagnose({
    quantities: [...nameDraws(target, chains)].map(([name, draws]) => ({
      name,
      kind: "scale",
      chains: draws,
    })),
    chains: chains.map(({ iterations }) => ({
      divergences: iterations.filter(({ end }) => end.kind === "divergent").length,
      maxDepthHits: iterations.filter(({ end }) => end.kind === "max-depth").length,
      stepSize: iterations.at(-1)?.stepSize ?? Number.NaN,
      meanAcceptance: iterations.reduce((sum, { acceptance }) => sum + acceptance, 0) / iterations.length,
      energies: Float64Array.from(iterations, ({ energy }) => energy),
    })),
  });
  expect(training.divergences).toBeGreaterThan(0);
  expect(training.verdict).not.toBe("good");
  expect(training.reasons.join(" ")).toContain("diverged");
});
