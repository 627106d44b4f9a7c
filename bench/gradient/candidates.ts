import { join } from "node:path";
import type { KernelVariant } from "../../trainer/kernel/build.ts";
import { metricVectors } from "../../trainer/kernel/layout.ts";
import { compileKernel, loadKernel } from "../../trainer/kernel/load.ts";
import { kernelMechanics } from "../../trainer/kernel/mechanics.ts";
import { densityTarget } from "../../trainer/model/density.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";
import { prepareTfjs, tfjsTarget } from "../../trainer/model/tfjs-density.ts";
import { nextNormal, seedStream } from "../../trainer/nuts/random.ts";
import type { Target } from "../../trainer/nuts/target.ts";
import { type Candidate, timeRepetitions, type Usage } from "../harness/rounds.ts";
import { readDoubles } from "../peers/arrays.ts";
import type { PeerProcess } from "../peers/peer-process.ts";

/** Forms of the design matrix in which NumPyro computes the density. */
export const numpyroForms = ["dense", "bcoo", "padded", "segments", "segments-both"];

type Positions = readonly Float64Array[];

/**
 * Positions at which every candidate evaluates, where a posterior has its mass: scales around 2,
 * and coordinates standard normal at the first, nearer to zero at the others. They are rounded to
 * float32, so that all candidates see the same numbers.
 */
export function commonPositions(problem: Problem, count: number, seed: number): Float64Array[] {
  const { dimension, coefficientStart } = parameterLayout(problem);
  return Array.from({ length: count }, (_, stream) => {
    const random = seedStream(seed, stream);
    return new Float64Array(dimension).map((_, k) => {
      const normal = nextNormal(random);
      return Math.fround(k < coefficientStart ? Math.log(2) + 0.2 * normal : normal / (1 + stream));
    });
  });
}

/** The kernel twice: the gradient alone, and the integrator's step that a sampler really makes. */
export function kernelCandidates(problem: Problem, positions: Positions, variant: KernelVariant) {
  const kernel = loadKernel(compileKernel(variant));
  const first = kernel.allocate(0);
  const mechanics = kernelMechanics(kernel, problem, seedStream(1, 0, 16));
  const arrays = [...Object.values(problem.design), problem.labels].filter((one) => ArrayBuffer.isView(one));
  const data = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const vector = 4 * mechanics.layout.length;
  const work = kernel.allocate(0) - first - data - (mechanics.countVectors() + metricVectors) * vector;
  const [q, gradient, momentum] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  const target = { q: mechanics.acquire(), momentum: mechanics.acquire(), gradient: mechanics.acquire() };
  const moveTo = (position: number) => {
    mechanics.write(q, positions[position] ?? []);
    return mechanics.evaluate(q, gradient);
  };
  mechanics.refreshMomentum(momentum);
  const name = `kernel (${variant} SIMD)`;
  const gradientAlone: Candidate = {
    name,
    gradients: 1,
    evaluate: async (position) => {
      const value = moveTo(position);
      const out = new Float64Array(mechanics.dimension);
      mechanics.readGradient({ q, gradient, logDensity: value }, out);
      return { value, gradient: out };
    },
    run: async (repetitions) => {
      moveTo(0);
      return timeRepetitions(repetitions, () => mechanics.evaluate(q, gradient));
    },
  };
  const step: Candidate = {
    name: `${name}, integrator step`,
    gradients: 2,
    evaluate: null,
    run: async (repetitions) => {
      // Always from the same point, so that the trajectory stays where it began.
      const from = { q, gradient, momentum, logDensity: moveTo(0), kinetic: 0 };
      return timeRepetitions(repetitions, () =>
        mechanics.leapfrog(from, 0.01, target.q, target.momentum, target.gradient),
      );
    },
  };
  return { candidates: [gradientAlone, step], memory: { data, work, vector } };
}

/** The density in plain TypeScript, which the others are checked against. */
export function doubleCandidate(problem: Problem, positions: Positions): Candidate {
  return targetCandidate("double precision (TypeScript)", densityTarget(problem), positions);
}

/** TensorFlow.js, in its native CPU backend where that is installed. */
export async function tfjsCandidate(problem: Problem, positions: Positions): Promise<Candidate> {
  return targetCandidate(`tfjs (${await prepareTfjs()})`, tfjsTarget(problem), positions);
}

function targetCandidate(name: string, target: Target, positions: Positions): Candidate {
  const evaluate = (position: number, gradient: Float64Array) =>
    target.logDensityAndGradient(positions[position] ?? new Float64Array(target.dimension), gradient);
  const scratch = new Float64Array(target.dimension);
  return {
    name,
    gradients: 1,
    run: async (repetitions) => timeRepetitions(repetitions, () => evaluate(0, scratch)),
    evaluate: async (position) => {
      const gradient = new Float64Array(target.dimension);
      return { value: evaluate(position, gradient), gradient };
    },
  };
}

/** One candidate for every form of a peer. `folder` holds the problem and the peer's answers. */
export function peerCandidates(
  peer: PeerProcess,
  folder: string,
  nameOf: (form: string) => string,
): Candidate[] {
  return (peer.hello.forms ?? []).map((form) => ({
    name: nameOf(form),
    gradients: 1,
    run: async (repetitions) => (await peer.ask(`run ${form} ${repetitions}`)) as Usage,
    evaluate: async (position) => {
      await peer.ask(`evaluate ${form} ${position}`);
      const numbers = readDoubles(join(folder, "answer.f64"));
      return { value: numbers[0] ?? Number.NaN, gradient: numbers.subarray(1) };
    },
  }));
}
