import { type Problem, writeScales } from "../model/problem.ts";
import { logScaleDensity } from "../model/scale-prior.ts";
import type { KernelLayout } from "./layout.ts";
import type { Kernel } from "./load.ts";

/** The part of the density that the host computes: the scales, whose logarithms are the head. */
export type KernelScales = {
  /** Hands the scales of a position's head to the kernel. */
  install(head: Float32Array): void;
  /**
   * Writes the gradient of the log density in the log scales installed last, after the kernel's
   * second pass. Returns the log prior of the scales.
   */
  differentiate(head: Float32Array, gradient: Float32Array): number;
};

/** Builds the host's part of the density of a problem that is installed in a kernel. */
export function kernelScales(kernel: Kernel, problem: Problem, layout: KernelLayout): KernelScales {
  const { leafStride, internalStride, leafGroups, internalGroups, addresses } = layout;
  const { freeGroups } = layout.parameters;
  const scales = new Float64Array(problem.tree.groups.length);

  return {
    install: (head) => {
      writeScales(problem, head, scales);
      const leafScale = kernel.floats(addresses.leafScale, leafStride);
      const internalScale = kernel.floats(addresses.internalScale, internalStride);
      for (let c = 0; c < leafGroups.length; c++) leafScale[c] = scales[leafGroups[c] ?? 0] ?? 0;
      for (let i = 0; i < internalGroups.length; i++) {
        internalScale[i] = scales[internalGroups[i] ?? 0] ?? 0;
      }
    },

    differentiate: (head, gradient) => {
      const sums = new Float64Array(scales.length);
      const totals = kernel.doubles(addresses.scaleTotal, leafStride + internalStride);
      leafGroups.forEach((group, c) => {
        sums[group] = (sums[group] ?? 0) + (totals[c] ?? 0);
      });
      internalGroups.forEach((group, i) => {
        sums[group] = (sums[group] ?? 0) + (totals[leafStride + i] ?? 0);
      });
      let logPrior = 0;
      freeGroups.forEach((group, free) => {
        const prior = problem.scalePriors[group];
        if (prior === undefined) return;
        const { value, slope } = logScaleDensity(prior, head[free] ?? 0);
        logPrior += value;
        gradient[free] = (scales[group] ?? 0) * (sums[group] ?? 0) + slope;
      });
      return logPrior;
    },
  };
}
