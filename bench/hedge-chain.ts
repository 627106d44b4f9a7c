import { setImmediate } from "node:timers/promises";
import { type ChainJob, signals } from "../trainer/chains/chain-job.ts";
import { chainMechanics } from "../trainer/chains/chain-mechanics.ts";
import { compileKernel } from "../trainer/kernel/load.ts";
import { coefficientReader } from "../trainer/model/coefficients.ts";
import { modelNutsOptions } from "../trainer/model/nuts-options.ts";
import type { Problem } from "../trainer/model/problem.ts";
import { startChain } from "../trainer/nuts/chain.ts";
import type { ChainResult } from "./chain-result.ts";
import { readWatched, type Watch, watchedCount } from "./watch.ts";

/** Gradients in one step of the kernel's integrator, which has two stages. */
const gradientsPerStep = 2;

export type HedgeChain = {
  readonly problem: Problem;
  readonly watch: Watch;
  readonly start: Float64Array;
  readonly chain: number;
  readonly seed: number;
  readonly warmup: number;
  readonly draws: number;
};

/** Runs one chain with the kernel as `train` does, in this thread; draws are watched instead of stored. */
export async function runHedgeChain(options: HedgeChain): Promise<ChainResult> {
  const { problem, watch, warmup } = options;
  const nuts = modelNutsOptions(problem, warmup);
  const job: ChainJob = {
    ...{ problem, nuts, chain: options.chain, seed: options.seed, draws: options.draws },
    ...{
      backend: "kernel",
      kernel: compileKernel(),
      probes: [],
      folder: "",
      signals: new SharedArrayBuffer(signals.bytes),
    },
  };
  const { mechanics, read, write } = await chainMechanics(job);
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const parameters = new Float64Array(layout.dimension);
  const coefficients = new Float32Array(layout.features * layout.columns);
  const scales = new Float64Array(problem.tree.groups.length);
  const draws: Float64Array[] = [];
  let [gradients, divergences, stepSize] = [0, 0, Number.NaN];

  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const start = () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    write(q, options.start);
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  };
  const chain = startChain(mechanics, { ...nuts, start });
  while (chain.done() < warmup) {
    chain.advance();
    // Signals are heard between iterations.
    await setImmediate();
  }
  const warm = performance.now();
  for (let draw = 0; draw < options.draws; draw++) {
    const { iteration, position } = chain.advance();
    gradients += gradientsPerStep * iteration.steps;
    divergences += iteration.end.kind === "divergent" ? 1 : 0;
    stepSize = iteration.stepSize;
    read(position.q, parameters);
    readCoefficients(parameters, coefficients, scales);
    const watched = new Float64Array(watchedCount(problem, watch));
    readWatched(problem, watch, coefficients, scales, watched);
    draws.push(watched);
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    ...{ draws, compileSeconds: 0, warmUpSeconds: (warm - began) / 1000 },
    ...{ drawSeconds: (performance.now() - warm) / 1000, cpuSeconds: (user + system) / 1e6 },
    ...{ gradients, divergences, stepSize },
  };
}
