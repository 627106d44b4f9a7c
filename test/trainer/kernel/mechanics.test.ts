import { beforeAll, describe, expect, test } from "vitest";
import { deepestTreeVectors } from "../../../bench/gradient/tree-vectors.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { kernelPositions } from "../../../trainer/kernel/layout.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import { problem } from "./adapted-kernel.ts";
import { type OpenKernel, openKernel, variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

const noisy = randomProblem({ tree: trees["uneven depth"], noise: true });

/** Numbers of a vector that stand for no parameter. */
function padding({ mechanics }: OpenKernel, vector: number): number[] {
  const used = new Set(kernelPositions(mechanics.layout));
  return [...mechanics.view(vector)].filter((_, position) => !used.has(position));
}

describe.each(variants)("the %s kernel as mechanics", (variant) => {
  test.each([
    ["without noise", problem],
    ["with noise", noisy],
  ])("writes parameters and reads them back, %s", (_, each) => {
    const open = openKernel(variant, each);
    const vector = open.mechanics.acquire();
    const parameters = randomParameters(each, 7);
    open.put(vector, parameters);
    expect(open.get(vector)).toEqual(parameters);
    expect(open.mechanics.view(vector)).toHaveLength(open.mechanics.layout.length);
    expect(new Set(padding(open, vector))).toEqual(new Set([0]));
  });

  test("padding stays zero", () => {
    const wide = randomProblem({ tree: trees["depth 2, 5 parents of 1 to 4 leaves"], noise: true });
    const open = openKernel(variant, wide);
    const { mechanics } = open;
    const chain = startChain(mechanics, { ...defaultNutsOptions, warmup: 30, maxDepth: 4 });
    for (let k = 0; k < 40; k++) {
      const { position } = chain.advance();
      expect(padding(open, position.q).every((value) => value === 0)).toBe(true);
    }
    const p = mechanics.acquire();
    mechanics.refreshMomentum(p);
    expect(padding(open, p).every((value) => value === 0)).toBe(true);
    mechanics.drawStart(p, 2);
    expect(padding(open, p).every((value) => value === 0)).toBe(true);
    expect(padding(open, p).length).toBeGreaterThan(0);
  });

  test.each([1, 20, 30, 35])(
    "a chain goes on from its state after %i iterations with the same draws",
    (stopAt) => {
      const options = { ...defaultNutsOptions, warmup: 30, maxDepth: 5 };
      const first = openKernel(variant, problem, 1);
      const whole = startChain(first.mechanics, options);
      for (let k = 0; k < stopAt; k++) whole.advance();
      const second = openKernel(variant, problem, 99);
      const rest = startChain(second.mechanics, options, structuredClone(whole.state()));
      for (let k = 0; k < 20; k++) {
        const [a, b] = [whole.advance(), rest.advance()];
        expect(b.iteration).toEqual(a.iteration);
        expect(second.mechanics.view(b.position.q)).toEqual(first.mechanics.view(a.position.q));
      }
    },
  );

  test("needs no more vectors the longer it runs", () => {
    const { mechanics } = openKernel(variant, problem);
    const chain = startChain(mechanics, { ...defaultNutsOptions, warmup: 20, maxDepth: 5 });
    for (let k = 0; k < 60; k++) chain.advance();
    const before = mechanics.countVectors();
    for (let k = 0; k < 100; k++) chain.advance();
    // A deeper tree than ever may need five more for each level, a leak would need hundreds.
    expect(mechanics.countVectors()).toBeLessThanOrEqual(before + 10);
    expect(before).toBeLessThan(40);
  });

  test("the deepest tree there can be, its metric included, holds at most 60 vectors", () => {
    // Which vectors are shared depends on what was drawn and on the directions.
    const counts = [1, 2, 3, 4, 5].map((seed) => deepestTreeVectors(problem.tree, seed));
    expect(Math.max(...counts)).toBeLessThanOrEqual(60);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });
});
