import { setTimeout } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { gradientThreads } from "../../../trainer/kernel/gradient-threads.ts";
import { compileKernel, instantiateKernel, type Kernel, loadKernel } from "../../../trainer/kernel/load.ts";
import { type KernelMechanics, kernelMechanics } from "../../../trainer/kernel/mechanics.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { randomProblem, trees } from "../model/problems.ts";
import { variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

const problem = randomProblem({
  tree: trees["depth 2, 5 parents of 1 to 4 leaves"],
  rows: 2000,
  features: 80,
  noise: true,
});

/** Makes passes until a thread has joined and taken part in one. */
async function waitForWorker({ exports }: Kernel, mechanics: KernelMechanics): Promise<void> {
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  for (const began = performance.now(); exports.blocksOfWorkers() === 0; ) {
    expect(performance.now() - began, "a thread has joined").toBeLessThan(30_000);
    mechanics.evaluate(q, gradient);
    await setTimeout(1);
  }
}

/**
 * Iterations of a chain and their positions, with `count` further threads once they have joined.
 */
async function run(variant: (typeof variants)[number], count: number) {
  const kernel = loadKernel(compileKernel(variant));
  const mechanics = kernelMechanics(kernel, problem, seedStream(3, 0, 16));
  const { addresses, blocks } = mechanics.layout;
  const threads = gradientThreads(kernel, addresses.settings, blocks);
  threads.grow(count);
  if (count > 0) await waitForWorker(kernel, mechanics);
  const before = kernel.exports.blocksOfWorkers();
  const chain = startChain(mechanics, { ...defaultNutsOptions, warmup: 20, maxDepth: 5 });
  const course = Array.from({ length: 25 }, () => {
    // One more joins in the middle of the run.
    if (chain.done() === 10 && count > 0) threads.grow(count + 1);
    const { iteration, position } = chain.advance();
    return { iteration, position: mechanics.view(position.q).slice() };
  });
  await threads.stop();
  return { blocks, course, helped: kernel.exports.blocksOfWorkers() - before };
}

test.each(variants)(
  "threads within a chain change no bit, however many they are: %s kernel",
  {
    timeout: 120_000,
  },
  async (variant) => {
    const alone = await run(variant, 0);
    expect(alone.blocks).toBeGreaterThan(15);
    expect(alone.helped).toBe(0);
    expect(alone.course.some(({ iteration }) => iteration.steps > 3)).toBe(true);
    for (const count of [1, 2]) {
      const together = await run(variant, count);
      expect(together.helped).toBeGreaterThan(100);
      expect(together.course).toEqual(alone.course);
    }
  },
);

test.each(variants)("a thread that joins changes nothing in the memory: %s kernel", (variant) => {
  const kernel = loadKernel(compileKernel(variant));
  const mechanics = kernelMechanics(kernel, problem, seedStream(3, 0, 16));
  const [q, momentum, gradient] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  mechanics.initialiseMetric({ q, gradient, logDensity: mechanics.evaluate(q, gradient) });
  const kinetic = mechanics.refreshMomentum(momentum);
  mechanics.leapfrog({ q, momentum, gradient, logDensity: 0, kinetic }, 0.1, q, momentum, gradient);
  const before = new Uint8Array(kernel.memory.buffer).slice();
  instantiateKernel(kernel.module, kernel.memory).configure(mechanics.layout.addresses.settings);
  const after = new Uint8Array(kernel.memory.buffer);
  expect(after.length).toBe(before.length);
  expect(after.findIndex((byte, k) => byte !== before[k])).toBe(-1);
});

test("a thread that joins between two passes finds nothing to do", { timeout: 60_000 }, async () => {
  const kernel = loadKernel();
  const mechanics = kernelMechanics(kernel, problem, seedStream(3, 0, 16));
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  mechanics.evaluate(q, gradient);
  const threads = gradientThreads(kernel, mechanics.layout.addresses.settings, mechanics.layout.blocks);
  threads.grow(1);
  // Long enough for a thread to start.
  await setTimeout(2000);
  expect(kernel.exports.blocksOfWorkers()).toBe(0);
  await waitForWorker(kernel, mechanics);
  await threads.stop();
});

test("a problem too small to divide gets no threads", () => {
  const kernel = loadKernel();
  const { layout } = kernelMechanics(
    kernel,
    randomProblem({ tree: trees["depth 1, 3 leaves"] }),
    seedStream(3, 0, 16),
  );
  const before = kernel.allocate(0);
  gradientThreads(kernel, layout.addresses.settings, layout.blocks).grow(4);
  expect(layout.blocks).toBe(1);
  expect(kernel.allocate(0)).toBe(before);
});
