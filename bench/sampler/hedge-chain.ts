import { setImmediate } from "node:timers/promises";
import { signals } from "../../trainer/chains/chain-job.ts";
import { createMechanics } from "../../trainer/chains/chain-mechanics.ts";
import { compileKernel } from "../../trainer/kernel/load.ts";
import { coefficientReader } from "../../trainer/model/coefficients.ts";
import { drawInitialParameters } from "../../trainer/model/initial-parameters.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import { startChain } from "../../trainer/nuts/chain.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import type { ChainLength, ChainResult } from "../peers/peer-chain.ts";
import { readWatched, type Watch, watchedCount } from "../peers/watch.ts";

/** Gradients in one step of the kernel's integrator, which has two stages. */
const gradientsPerStep = 2;

/** The starts that `train` makes for a seed, rounded to float32. */
export function startsOf(problem: Problem, count: number, seed: number): Float64Array[] {
  const startStream = 0x73746172;
  return Array.from({ length: count }, (_, chain) =>
    drawInitialParameters(problem, seedStream(seed, startStream + chain)).map(Math.fround),
  );
}

/** Runs one chain as `train` does, in this thread. Draws are watched, not stored. */
export async function runHedgeChain(
  problem: Problem,
  watch: Watch,
  from: Float64Array,
  options: ChainLength & { readonly chain: number; readonly seed: number },
): Promise<ChainResult> {
  const { warmup, chain, seed } = options;
  const nuts = modelNutsOptions(problem, warmup);
  const { mechanics, read, write } = await createMechanics({
    ...{ problem, nuts, chain, seed, draws: options.draws, backend: "kernel", kernel: compileKernel() },
    ...{ probes: [], folder: "", signals: new SharedArrayBuffer(signals.bytes) },
  });
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const parameters = new Float64Array(layout.dimension);
  const coefficients = new Float32Array(layout.features * layout.columns);
  const scales = new Float64Array(problem.tree.groups.length);
  const draws: Float64Array[] = [];
  let [gradients, divergences] = [0, 0];

  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const start = () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    write(q, from);
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  };
  const running = startChain(mechanics, { ...nuts, start });
  while (running.done() < warmup) {
    running.advance();
    // Signals are heard between iterations.
    await setImmediate();
  }
  const warm = performance.now();
  while (draws.length < options.draws) {
    const { iteration, position } = running.advance();
    gradients += gradientsPerStep * iteration.steps;
    divergences += iteration.end.kind === "divergent" ? 1 : 0;
    read(position.q, parameters);
    readCoefficients(parameters, coefficients, scales);
    const watched = new Float64Array(watchedCount(problem, watch));
    readWatched(problem, watch, coefficients, scales, watched);
    draws.push(watched);
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    ...{ draws, gradients, divergences, compileSeconds: 0 },
    warmUpSeconds: (warm - began) / 1000,
    drawSeconds: (performance.now() - warm) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}
