import type { KernelVariant } from "../trainer/kernel/build.ts";
import { metricVectors } from "../trainer/kernel/layout.ts";
import { compileKernel, loadKernel } from "../trainer/kernel/load.ts";
import { type KernelMechanics, kernelMechanics } from "../trainer/kernel/mechanics.ts";
import { densityTarget } from "../trainer/model/density.ts";
import type { Problem } from "../trainer/model/problem.ts";
import { prepareTfjs, tfjsTarget } from "../trainer/model/tfjs-density.ts";
import { seedStream } from "../trainer/nuts/random.ts";
import type { Target } from "../trainer/nuts/target.ts";
import { type Contender, used } from "./contender.ts";

/** What the kernel keeps in memory for a problem, in bytes. */
export type KernelMemory = {
  /** Design matrix and labels. */
  readonly data: number;
  /** Work areas, among them one number for every row and leaf. */
  readonly work: number;
  /** One vector of the dimension, padding included. */
  readonly vector: number;
};

/**
 * The kernel twice: the gradient alone, and the integrator's step that a sampler really makes (two gradients, with kicks, drifts and the kinetic
 * energy).
 */
export function kernelContenders(
  problem: Problem,
  positions: readonly Float64Array[],
  variant: KernelVariant,
): { contenders: Contender[]; memory: KernelMemory } {
  const kernel = loadKernel(compileKernel(variant));
  const first = kernel.allocate(0);
  const mechanics = kernelMechanics(kernel, problem, seedStream(1, 0, 16));
  const vector = 4 * mechanics.layout.length;
  const work =
    kernel.allocate(0) - first - dataBytes(problem) - (mechanics.vectors() + metricVectors) * vector;
  const [q, gradient, momentum] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  const target = { q: mechanics.acquire(), momentum: mechanics.acquire(), gradient: mechanics.acquire() };
  const install = (position: number) => {
    mechanics.write(q, positions[position] ?? []);
    return mechanics.evaluate(q, gradient);
  };
  mechanics.refresh(momentum);
  const evaluate: Contender["evaluate"] = async (position) => {
    const value = install(position);
    const out = new Float64Array(mechanics.dimension);
    mechanics.readGradient({ q, gradient, logDensity: value }, out);
    return { value, gradient: out };
  };
  const contenders: Contender[] = [
    {
      name: `kernel (${variant} SIMD)`,
      gradients: 1,
      evaluate,
      run: async (repetitions) => {
        install(0);
        return used(() => {
          for (let k = 0; k < repetitions; k++) mechanics.evaluate(q, gradient);
        });
      },
    },
    {
      name: `kernel (${variant} SIMD), integrator step`,
      gradients: 2,
      evaluate: null,
      run: async (repetitions) => {
        const from = { q, gradient, momentum, logDensity: install(0), kinetic: 0 };
        return used(() => {
          for (let k = 0; k < repetitions; k++) step(mechanics, from, target);
        });
      },
    },
  ];
  return { contenders, memory: { data: dataBytes(problem), work, vector } };
}

/** Always from the same point, so that the trajectory goes nowhere strange however many steps there are. */
function step(
  mechanics: KernelMechanics,
  from: Parameters<KernelMechanics["leapfrog"]>[0],
  to: { q: number; momentum: number; gradient: number },
): void {
  mechanics.leapfrog(from, 0.01, to.q, to.momentum, to.gradient);
}

function dataBytes({ design, labels }: Problem): number {
  const { rowStart, rowFeature, rowValue, featureStart, featureRow, featureValue } = design;
  const arrays = [rowStart, rowFeature, rowValue, featureStart, featureRow, featureValue, labels];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** The double-precision density in plain TypeScript. */
export function doubleContender(problem: Problem, positions: readonly Float64Array[]): Contender {
  return targetContender("double precision (TypeScript)", densityTarget(problem), positions);
}

/** TensorFlow.js, in its native CPU backend where that is installed. */
export async function tfjsContender(
  problem: Problem,
  positions: readonly Float64Array[],
): Promise<Contender> {
  const backend = await prepareTfjs();
  return targetContender(`tfjs (${backend})`, tfjsTarget(problem), positions);
}

function targetContender(name: string, target: Target, positions: readonly Float64Array[]): Contender {
  const gradient = new Float64Array(target.dimension);
  const at = (position: number) => positions[position] ?? new Float64Array(target.dimension);
  return {
    name,
    gradients: 1,
    run: async (repetitions) =>
      used(() => {
        for (let k = 0; k < repetitions; k++) target.logDensityAndGradient(at(0), gradient);
      }),
    evaluate: async (position) => {
      const out = new Float64Array(target.dimension);
      return { value: target.logDensityAndGradient(at(position), out), gradient: out };
    },
  };
}
