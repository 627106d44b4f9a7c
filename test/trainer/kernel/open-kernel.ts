import { type Kernel, loadKernel } from "../../../trainer/kernel/load.ts";
import { type KernelMechanics, kernelMechanics } from "../../../trainer/model/kernel-mechanics.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import type { OpenMechanics } from "../nuts/integrator-laws.ts";

/** Both builds of the kernel. */
export const variants = ["relaxed", "plain"] as const;

export type OpenKernel = OpenMechanics & { readonly kernel: Kernel; readonly mechanics: KernelMechanics };

/** The kernel with a problem installed, and with vectors to be read and written as parameters. */
export function openKernel(variant: (typeof variants)[number], problem: Problem, seed = 1): OpenKernel {
  const kernel = loadKernel(variant);
  const mechanics = kernelMechanics(kernel, problem, seedStream(seed, 0, 16));
  return {
    kernel,
    mechanics,
    put: (vector, values) => mechanics.write(vector, values),
    get: (vector) => {
      const values = new Float64Array(mechanics.dimension);
      mechanics.read(vector, values);
      return values;
    },
  };
}
