import { fisherPrecisions } from "../model/fisher-metric.ts";
import type { Problem } from "../model/problem.ts";
import type { MechanicsSnapshot } from "../nuts/mechanics.ts";
import { runningMoments } from "../nuts/running-moments.ts";
import { type KernelLayout, levelsPerDoubling } from "./layout.ts";
import type { Kernel } from "./load.ts";

type MetricSnapshot = Pick<MechanicsSnapshot, "inverseMass" | "moments" | "observed">;

/**
 * The kernel's diagonal metric. Each scale has an inverse mass from running moments, each
 * coefficient one of 256 levels from the Fisher information.
 */
export type KernelMetric = {
  /** Adds a position's log scales, and the log density's gradient in them, to the moments. */
  observe(head: Float32Array, gradient: Float32Array): void;
  /** Computes the metric at these parameters. Scales keep theirs until something was observed. */
  update(parameters: Float64Array): void;
  resetMoments(): void;
  snapshot(): MetricSnapshot;
  restore(snapshot: MetricSnapshot): void;
};

/** Precisions up to 2^21 have a level; where scales are learned, up to 2^35. */
const highestLevel = 255;

/**
 * The ratio of variances sees a scale's posterior given all coefficients, which is a third as wide
 * as its posterior. Scales are few and slow, so they get this much more inverse mass. They still
 * turn slowly enough for the step to be stable, and they mix faster.
 */
const scaleMassFactor = 4;

/**
 * Where scales are learned, an inverse mass is one over the precision to this power. Scales then
 * mix several times as fast as with a power of 1 (measured, docs/sampler.md).
 */
const learnedScalesPower = 0.6;

/** @param positions position in a vector of every parameter */
export function kernelMetric(
  kernel: Kernel,
  problem: Problem,
  layout: KernelLayout,
  positions: Int32Array,
): KernelMetric {
  const { addresses, length, headLength, parameters: counts } = layout;
  const scaleCount = counts.freeGroups.length;
  const levelsPerLog2 = levelsPerDoubling * (scaleCount > 0 ? learnedScalesPower : 1);
  const moments = runningMoments(scaleCount);
  const headMasses = () => kernel.floats(addresses.headMass, headLength);
  const levels = () => kernel.bytes(addresses.massLevels, length);

  return {
    observe: moments.observe,
    resetMoments: moments.reset,

    update: (parameters) => {
      const masses = headMasses();
      for (let f = 0; f < scaleCount; f++) {
        const found = scaleMassFactor * moments.ratio(f);
        if (found > 1e-8 && found < 1e4) masses[f] = found;
      }
      const precisions = fisherPrecisions(problem, parameters);
      const to = levels();
      precisions.forEach((precision, k) => {
        const level = Math.round(levelsPerLog2 * Math.log2(precision));
        to[positions[counts.coefficientStart + k] ?? 0] = Math.min(highestLevel, Math.max(0, level));
      });
      kernel.exports.fillInverseMass();
    },

    snapshot: () => {
      const head = kernel.bytes(addresses.headMass, 4 * headLength);
      const inverseMass = new Uint8Array(head.length + length);
      inverseMass.set(head);
      inverseMass.set(levels(), head.length);
      return { inverseMass, ...moments.snapshot() };
    },

    restore: (snapshot) => {
      const bytes = 4 * headLength;
      kernel.bytes(addresses.headMass, bytes).set(snapshot.inverseMass.subarray(0, bytes));
      levels().set(snapshot.inverseMass.subarray(bytes));
      kernel.exports.fillInverseMass();
      moments.restore(snapshot);
    },
  };
}
