import { beforeAll, expect, test } from "vitest";
import { canStartNearMode, drawNearMode } from "../../../../trainer/chains/starts/near-mode.ts";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { compileKernel, loadKernel } from "../../../../trainer/kernel/load.ts";
import { kernelMechanics } from "../../../../trainer/kernel/mechanics.ts";
import { modelNutsOptions } from "../../../../trainer/model/nuts-options.ts";
import { startChain } from "../../../../trainer/nuts/chain.ts";
import { seedStream } from "../../../../trainer/nuts/random.ts";
import { randomProblem, trees } from "../../model/problems.ts";

beforeAll(ensureKernel, 120_000);

const tree = trees["depth 1, 8 leaves"];
const fixed = { tree, priors: [{ kind: "fixed", value: 0.7 }] } as const;

test("starts near the mode have the log density of draws, and each chain another one", () => {
  const problem = randomProblem({ ...fixed, rows: 60, features: 20, likelihoodPower: 4 });
  const kernel = compileKernel();
  const mechanics = kernelMechanics(loadKernel(kernel), problem, seedStream(1, 0, 16));
  const starts = Array.from({ length: 40 }, (_, chain) => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    mechanics.write(q, drawNearMode({ problem, seed: 1, chain, kernel }, 60));
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  });
  const densities = starts.map(({ logDensity }) => logDensity);
  expect(new Set(densities).size).toBe(40);

  const [first] = starts;
  if (first === undefined) throw new Error("no start");
  const chain = startChain(mechanics, { ...modelNutsOptions(problem, 20), start: () => first });
  const draws = Array.from({ length: 320 }, () => chain.advance().iteration.logDensity).slice(20);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(mean(draws.map((value) => (value - mean(draws)) ** 2)));
  expect(Math.abs(mean(densities) - mean(draws))).toBeLessThan(spread);
});

test("learned scales and noise have no such start", () => {
  expect(canStartNearMode(randomProblem(fixed))).toBe(true);
  expect(canStartNearMode(randomProblem({ tree }))).toBe(false);
  expect(canStartNearMode(randomProblem({ ...fixed, noise: true }))).toBe(false);
});
