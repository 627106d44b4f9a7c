import { beforeAll, expect, test } from "vitest";
import { effectiveSampleSize } from "../../../trainer/diagnostics/effective-sample-size.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { sample } from "../../../trainer/nuts/sample.ts";
import { randomProblem, trees } from "../model/problems.ts";
import { openKernel } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

const warmup = 400;
const length = 1500;

/** Draws of two chains on the kernel. */
function kernelDraws(problem: Problem): Float64Array[][] {
  return [1, 2].map((seed) => {
    const { mechanics, get } = openKernel("relaxed", problem, seed);
    const chain = startChain(mechanics, { ...defaultNutsOptions, warmup });
    for (let k = 0; k < warmup; k++) chain.advance();
    return Array.from({ length }, () => get(chain.advance().position.q));
  });
}

/** Mean of a function of the draws and its Monte Carlo standard error. */
function estimate(chains: readonly (readonly Float64Array[])[], of: (draw: Float64Array) => number) {
  const values = chains.map((draws) => Float64Array.from(draws, of));
  const all = values.flatMap((chain) => [...chain]);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
  return { mean, error: Math.sqrt(variance / effectiveSampleSize(values)) };
}

// First and second moments of every parameter: 272 comparisons at 5 joint standard errors, which
// fail for about 1 seed in 6,000.
test.each<[string, Problem]>([
  ["learned scales", randomProblem({ tree: trees["depth 2, 2 + 3 leaves"], rows: 40 })],
  [
    "noise on every logit",
    randomProblem({ tree: trees["depth 1, 3 leaves"], rows: 12, features: 4, noise: true }),
  ],
  [
    "fixed scales and next to no data, where the prior's rotation alone would bear any step",
    randomProblem({
      tree: trees["uneven depth"],
      rows: 2,
      features: 4,
      priors: [{ kind: "fixed", value: 0.5 }],
    }),
  ],
])(
  "the kernel's chains and those in double precision have the same moments: %s",
  { timeout: 90_000 },
  (_, problem) => {
    const { chains } = sample(densityTarget(problem), { seed: 3, chains: 2, warmup, draws: length });
    const exact = chains.map(({ draws }) => draws);
    const found = kernelDraws(problem);
    const off: string[] = [];
    for (let k = 0; k < (exact[0]?.[0]?.length ?? 0); k++) {
      for (const power of [1, 2]) {
        const of = (draw: Float64Array) => (draw[k] ?? Number.NaN) ** power;
        const [a, b] = [estimate(found, of), estimate(exact, of)];
        const deviation = (a.mean - b.mean) / Math.hypot(a.error, b.error);
        if (!(Math.abs(deviation) < 5)) off.push(`parameter ${k} to the power of ${power}: ${deviation}`);
      }
    }
    expect(off).toEqual([]);
  },
);
