import { setImmediate } from "node:timers/promises";
import { signals } from "../../trainer/chains/chain-job.ts";
import { createMechanics } from "../../trainer/chains/chain-mechanics.ts";
import { chooseProbes, computeProbeLogits, probeCount } from "../../trainer/chains/probes.ts";
import { compileKernel } from "../../trainer/kernel/load.ts";
import { coefficientReader } from "../../trainer/model/coefficients.ts";
import { drawInitialParameters } from "../../trainer/model/initial-parameters.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";
import { startChain } from "../../trainer/nuts/chain.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { predictiveCollector } from "../../trainer/posterior/full-predictive.ts";
import { writeArrays } from "../peers/arrays.ts";
import type { AskedChain, ChainResult } from "../peers/peer-chain.ts";
import { problemArrays, type Watch } from "../peers/problem-file.ts";
import type { Sampler } from "./efficiency.ts";

/** Writes what peers sample to `folder`, and makes hedge's sampler of it, from the same starts. */
export function prepareSamplers(
  folder: string,
  problem: Problem,
  heldOut: Watch["heldOut"],
  chains: number,
  asked: Omit<AskedChain, "chain">,
) {
  const watch = { probes: chooseProbes(problem, probeCount, asked.seed), heldOut };
  // The starts that `train` makes for a seed, rounded to float32.
  const startStream = 0x73746172;
  const starts = Array.from({ length: chains }, (_, chain) =>
    drawInitialParameters(problem, seedStream(asked.seed, startStream + chain)).map(Math.fround),
  );
  const arrays = problemArrays(problem, starts, watch);
  writeArrays(folder, arrays);
  const hedge: Sampler = {
    name: "hedge",
    results: [],
    run: (chain) => runHedgeChain(problem, watch, starts[chain] ?? new Float64Array(), { chain, ...asked }),
  };
  const watched = parameterLayout(problem).freeGroups.length + probeCount;
  return { arrays, hedge, watched };
}

/** Runs one chain as `train` does, in this thread. Draws are watched, not stored. */
async function runHedgeChain(
  problem: Problem,
  { probes, heldOut }: Watch,
  from: Float64Array,
  { warmup, draws: wanted, chain, seed }: AskedChain,
): Promise<ChainResult> {
  const nuts = modelNutsOptions(problem, warmup);
  const { mechanics, read, write } = await createMechanics({
    problem,
    nuts,
    chain,
    seed,
    draws: wanted,
    backend: "kernel",
    kernel: compileKernel(),
    probes: [],
    folder: "",
    signals: new SharedArrayBuffer(signals.bytes),
  });
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const { columns, leaves, freeGroups } = layout;
  const parameters = new Float64Array(layout.dimension);
  const coefficients = new Float32Array(layout.features * columns);
  const scales = new Float64Array(problem.tree.groups.length);
  const logits = new Float64Array(probes.length);
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
  while (draws.length < wanted) {
    const { iteration, position } = running.advance();
    // The kernel's integrator has two stages.
    gradients += 2 * iteration.steps;
    divergences += iteration.end.kind === "divergent" ? 1 : 0;
    read(position.q, parameters);
    readCoefficients(parameters, coefficients, scales);
    computeProbeLogits(problem, probes, coefficients, logits);
    const predictive = predictiveCollector(heldOut, 1, columns, leaves);
    predictive.add(0, coefficients);
    const learned = freeGroups.map((group) => scales[group] ?? Number.NaN);
    draws.push(Float64Array.of(...learned, ...logits, ...predictive.result().all));
    await setImmediate();
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    draws,
    gradients,
    divergences,
    compileSeconds: 0,
    warmUpSeconds: (warm - began) / 1000,
    drawSeconds: (performance.now() - warm) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}
