import type { Problem } from "../model/problem.ts";
import type { Mechanics, PhasePoint, Vector } from "../nuts/mechanics.ts";
import type { KernelLayout } from "./layout.ts";
import type { Kernel } from "./load.ts";
import { kernelScales } from "./scales.ts";
import type { KernelVectors } from "./vectors.ts";

/**
 * Share of a step in its first and last kick: the two-stage integrator of least error in high
 * dimension of Blanes, Casas and Sanz-Serna 2014 (SIAM J. Sci. Comput. 36, section 4).
 */
const outerKick = 0.21178;

/** The density at a point, and steps of the two-stage leapfrog integrator. */
export type KernelIntegrator = Pick<Mechanics, "evaluate" | "leapfrog"> & {
  /** To be called when the metric has changed: the rotations of a step depend on it. */
  metricChanged(): void;
};

type PhaseVectors = Pick<PhasePoint, "q" | "momentum" | "gradient">;

/** Builds the integrator of a problem that is installed in a kernel. */
export function kernelIntegrator(
  kernel: Kernel,
  problem: Problem,
  layout: KernelLayout,
  vectors: KernelVectors,
): KernelIntegrator {
  const { exports } = kernel;
  const { address, head } = vectors;
  const scaleCount = layout.parameters.freeGroups.length;
  const scales = kernelScales(kernel, problem, layout);
  // Momenta of points that have none. They stay zero.
  const noMomentum = vectors.acquire();
  // The time that the kernel's rotations are for; NaN once the metric has changed.
  let preparedDrift = Number.NaN;

  function evaluate(q: Vector, gradient: Vector): number {
    scales.install(head(q));
    exports.expandPosition(address(q));
    const logLikelihood = exports.likelihood(address(q));
    exports.finishGradients(address(q), address(noMomentum), address(gradient), 0);
    const logPrior = scales.differentiate(head(q), head(gradient));
    return logLikelihood + logPrior - exports.squaredLength() / 2;
  }

  /**
   * Kick, drift, kick: from one point to another, which may be the same vectors. `kickBefore` and
   * `kickAfter` are signed times. The kernel drifts for the time that it is prepared for, and the
   * head for `drift`, which has the same length and a sign.
   */
  function stage(
    from: PhaseVectors,
    to: PhaseVectors,
    kickBefore: number,
    drift: number,
    kickAfter: number,
  ): { logDensity: number; kinetic: number } {
    const headMass = kernel.floats(layout.addresses.headMass, layout.headLength);
    const [q0, p0, g0] = [head(from.q), head(from.momentum), head(from.gradient)];
    const [q1, p1, g1] = [head(to.q), head(to.momentum), head(to.gradient)];
    for (let f = 0; f < scaleCount; f++) {
      const kicked = (p0[f] ?? 0) + kickBefore * (g0[f] ?? 0);
      p1[f] = kicked;
      q1[f] = (q0[f] ?? 0) + drift * (headMass[f] ?? 0) * kicked;
    }
    scales.install(q1);
    const [q, p, g] = [address(to.q), address(to.momentum), address(to.gradient)];
    exports.advancePositions(
      address(from.q),
      address(from.momentum),
      address(from.gradient),
      q,
      p,
      kickBefore,
    );
    const logLikelihood = exports.likelihood(q);
    exports.finishGradients(q, p, g, kickAfter);
    const logPrior = scales.differentiate(q1, g1);
    let kineticTwice = exports.kineticTwice();
    for (let f = 0; f < scaleCount; f++) {
      const kicked = (p1[f] ?? 0) + kickAfter * (g1[f] ?? 0);
      p1[f] = kicked;
      kineticTwice += (headMass[f] ?? 0) * kicked * kicked;
    }
    return {
      logDensity: logLikelihood + logPrior - exports.squaredLength() / 2,
      kinetic: kineticTwice / 2,
    };
  }

  function leapfrog(
    from: PhasePoint,
    step: number,
    q: Vector,
    momentum: Vector,
    gradient: Vector,
  ): PhasePoint {
    const drift = step / 2;
    if (Math.abs(drift) !== preparedDrift) {
      preparedDrift = Math.abs(drift);
      exports.prepareRotations(preparedDrift);
    }
    const outer = outerKick * step;
    const inner = (0.5 - outerKick) * step;
    const to = { q, momentum, gradient };
    stage(from, to, outer, drift, inner);
    return { ...to, ...stage(to, to, inner, drift, outer) };
  }

  return {
    evaluate,
    leapfrog,
    metricChanged: () => {
      preparedDrift = Number.NaN;
    },
  };
}
