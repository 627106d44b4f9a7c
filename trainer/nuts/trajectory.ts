import type { Mechanics, PhasePoint, Position, Span } from "./mechanics.ts";
import type { Trajectory } from "./tree.ts";

/** An energy error above this is a divergence (the value of Stan and NumPyro). */
export const divergenceThreshold = 1000;

/**
 * The Hamiltonian trajectory through `origin` at a fixed step size, as the tree needs it.
 *
 * @param isAdjusted whether states are weighted by their energy errors, or all alike
 */
export function hamiltonianTrajectory(
  mechanics: Mechanics,
  origin: PhasePoint,
  stepSize: number,
  isAdjusted = true,
): Trajectory<PhasePoint, Span, Position> {
  const energy = energyOf(origin);
  // An infinite density counts as zero, because a chain would never leave it.
  const energyError = (point: PhasePoint) => {
    const error = energyOf(point) - energy;
    return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
  };
  const releaseDraw = ({ q, gradient }: Position) => {
    mechanics.release(q);
    mechanics.release(gradient);
  };
  const share = (point: PhasePoint) => {
    for (const vector of [point.q, point.gradient, point.momentum]) mechanics.retain(vector);
    return point;
  };
  return {
    step: (from, direction) =>
      mechanics.leapfrog(
        from,
        direction * stepSize,
        mechanics.acquire(),
        mechanics.acquire(),
        mechanics.acquire(),
      ),
    logWeight: (point) => {
      const error = energyError(point);
      return isAdjusted || error === Number.POSITIVE_INFINITY ? -error : 0;
    },
    energyError,
    isDivergent: (point) => !(energyError(point) <= divergenceThreshold),
    spanOf: ({ momentum }) => ({
      first: mechanics.retain(momentum),
      last: mechanics.retain(momentum),
      total: mechanics.retain(momentum),
    }),
    drawOf: ({ q, gradient, logDensity }) => ({
      q: mechanics.retain(q),
      gradient: mechanics.retain(gradient),
      logDensity,
    }),
    join: (earlier, later) => {
      const total = mechanics.acquire();
      const turning = mechanics.checkUTurn(earlier, later, total);
      for (const inner of [earlier.last, earlier.total, later.first, later.total]) mechanics.release(inner);
      return { span: { first: earlier.first, last: later.last, total }, turning };
    },
    choose: (kept, other, logProbability) => {
      const isOther = Math.log(1 - mechanics.uniform()) < logProbability;
      releaseDraw(isOther ? kept : other);
      return isOther ? other : kept;
    },
    share,
    release: (point) => {
      releaseDraw(point);
      mechanics.release(point.momentum);
    },
    releaseDraw,
    releaseSpan: ({ first, last, total }) => {
      for (const vector of [first, last, total]) mechanics.release(vector);
    },
  };
}

/** The Hamiltonian: potential plus kinetic energy. */
export function energyOf(point: PhasePoint): number {
  return point.kinetic - point.logDensity;
}
