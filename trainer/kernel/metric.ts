import { fisherPrecisions } from "../model/fisher-metric.ts";
import type { Problem } from "../model/problem.ts";
import type { MechanicsSnapshot } from "../nuts/mechanics.ts";
import { runningMoments } from "../nuts/running-moments.ts";
import { type KernelLayout, levelsPerDoubling } from "./layout.ts";
import type { Kernel } from "./load.ts";

type MetricSnapshot = Pick<MechanicsSnapshot, "inverseMass" | "moments" | "observed">;

/** The kernel's metric: a number per scale from running moments, a level per coefficient from the Fisher information. */
export type KernelMetric = {
  /** Adds a position's scales, and the log density's gradient in them, to the running moments. */
  observe(q: Float32Array, gradient: Float32Array): void;
  /** The metric at these parameters; scales keep theirs until something was observed. */
  adopt(parameters: Float64Array): void;
  forget(): void;
  snapshot(): MetricSnapshot;
  restore(snapshot: MetricSnapshot): void;
};

/** Precisions up to 2^21 have a level, where scales are learned up to 2^35. */
const highestLevel = 255;

/**
 * Given all coefficients a scale is known to a third of its posterior's width, and that is what the ratio of variances sees. Scales are few
 * and slow, so they get this much more inverse mass: they turn with the step still far from unstable, and mix faster.
 */
const scaleSpeed = 4;

/** Where scales are learned, inverse masses are this power of one over the precision: scales mix several times as fast as with 1 (measured, docs/sampler.md). */
const learnedScalesPower = 0.6;

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
    forget: moments.forget,

    adopt: (parameters) => {
      const masses = headMasses();
      for (let f = 0; f < scaleCount; f++) {
        const found = scaleSpeed * moments.ratio(f);
        if (found > 1e-8 && found < 1e4) masses[f] = found;
      }
      const precisions = fisherPrecisions(problem, parameters);
      const to = levels();
      precisions.forEach((precision, k) => {
        const level = Math.round(levelsPerLog2 * Math.log2(precision));
        to[positions[counts.coefficientStart + k] ?? 0] = Math.min(highestLevel, Math.max(0, level));
      });
      kernel.exports.adoptLevels();
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
      kernel.exports.adoptLevels();
      moments.restore(snapshot);
    },
  };
}
