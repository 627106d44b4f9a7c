import { type GradientThreads, gradientThreads } from "../kernel/gradient-threads.ts";
import { loadKernel } from "../kernel/load.ts";
import { kernelMechanics } from "../kernel/mechanics.ts";
import { densityTarget } from "../model/density.ts";
import type { Mechanics, Vector } from "../nuts/mechanics.ts";
import { seedStream } from "../nuts/random.ts";
import type { Target } from "../nuts/target.ts";
import { targetMechanics } from "../nuts/target-mechanics.ts";
import type { ChainJob } from "./chain-job.ts";

/** Mechanics whose vectors can be read and written as parameters. */
export type ModelMechanics = {
  readonly mechanics: Mechanics;
  read(vector: Vector, parameters: Float64Array): void;
  write(vector: Vector, parameters: Float64Array): void;
  /** Threads that share in the gradients, or null for a backend that has none. */
  readonly threads: GradientThreads | null;
};

/** Creates the mechanics of a job's backend, with the chain's own stream of random numbers. */
export async function createMechanics(job: ChainJob): Promise<ModelMechanics> {
  if (job.backend === "kernel") {
    const kernel = loadKernel(job.kernel);
    const mechanics = kernelMechanics(kernel, job.problem, seedStream(job.seed, job.chain, 16));
    const { addresses, blocks } = mechanics.layout;
    const threads = gradientThreads(kernel, addresses.settings, blocks);
    return { mechanics, read: mechanics.read, write: mechanics.write, threads };
  }
  const mechanics = targetMechanics(await loadTarget(job), seedStream(job.seed, job.chain));
  return {
    mechanics,
    read: (vector, parameters) => parameters.set(mechanics.read(vector)),
    write: (vector, parameters) => mechanics.read(vector).set(parameters),
    threads: null,
  };
}

async function loadTarget({ backend, problem }: ChainJob): Promise<Target> {
  if (backend === "double") return densityTarget(problem);
  // Loaded only where it is used, because it takes a second in every thread.
  const { prepareTfjs, tfjsTarget } = await import("../model/tfjs-density.ts");
  await prepareTfjs();
  return tfjsTarget(problem);
}
