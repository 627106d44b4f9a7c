import { compileKernel, loadKernel } from "../../../trainer/kernel/load.ts";
import { type KernelMechanics, kernelMechanics } from "../../../trainer/kernel/mechanics.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import type { OpenMechanics } from "../nuts/integrator-laws.ts";

/** Both builds of the kernel. */
export const variants = ["relaxed", "plain"] as const;

export type OpenKernel = OpenMechanics & {
  readonly mechanics: KernelMechanics;
  /** Log density and its gradient at parameters. */
  density(parameters: Float64Array): { readonly value: number; readonly gradient: Float64Array };
};

/** The kernel with a problem installed, and with vectors to be read and written as parameters. */
export function openKernel(variant: (typeof variants)[number], problem: Problem, seed = 1): OpenKernel {
  const mechanics = kernelMechanics(loadKernel(compileKernel(variant)), problem, seedStream(seed, 0, 16));
  return {
    mechanics,
    density: (parameters) => {
      const [q, slope] = [mechanics.acquire(), mechanics.acquire()];
      mechanics.write(q, parameters);
      const value = mechanics.evaluate(q, slope);
      const gradient = new Float64Array(mechanics.dimension);
      mechanics.readGradient({ q, gradient: slope, logDensity: value }, gradient);
      for (const vector of [q, slope]) mechanics.release(vector);
      return { value, gradient };
    },
    put: (vector, values) => mechanics.write(vector, values),
    get: (vector) => {
      const values = new Float64Array(mechanics.dimension);
      mechanics.read(vector, values);
      return values;
    },
  };
}
