import type { Mechanics, PhasePoint, Position, Span } from "./mechanics.ts";
import type { Trajectory, Transition } from "./tree.ts";

/** An energy error above this is a divergence (the value of Stan and NumPyro). */
export const divergenceThreshold = 1000;

/**
 * Without a Metropolis correction, an energy error of so much for each coordinate is no divergence
 * yet: its kinetic energy is a half. Where the integrator is unstable, it is soon passed.
 */
const unadjustedError = 0.001;

/** The Hamiltonian trajectory through `origin` at a fixed step size, as the tree needs it. */
export function hamiltonianTrajectory(
  mechanics: Mechanics,
  origin: PhasePoint,
  stepSize: number,
): Trajectory<PhasePoint, Span, Position> {
  const energy = energyOf(origin);
  const energyError = (point: PhasePoint) => errorOf(point, energy);
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
    logWeight: (point) => -energyError(point),
    energyError,
    isDivergent: (point) => energyError(point) > divergenceThreshold,
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

/**
 * Draws the next state without a Metropolis correction: one of a trajectory, whatever its energy.
 *
 * A tree that turns at its doubling d, with all states alike, takes one of the 2^(d-1) states of
 * that doubling. So the draw is 1 to 2^d - 1 steps from the origin, as a sum of two uniform
 * numbers. Here just these steps are made: half as many on average, and with 7 vectors in place of
 * 25. Where the trajectory diverges, the draw is the origin. Takes over `origin`.
 *
 * @param turningTime time after which trajectories turn back
 */
export function drawUnadjusted(
  mechanics: Mechanics,
  origin: PhasePoint,
  stepSize: number,
  turningTime: number,
  maxDepth: number,
): Transition<Position> {
  const depth = Math.min(maxDepth, Math.ceil(Math.log2(1 + turningTime / stepSize)));
  const half = 2 ** (depth - 1);
  const below = () => Math.floor(half * mechanics.uniform());
  const length = below() + below() + 1;
  const energy = energyOf(origin);
  const threshold = Math.max(divergenceThreshold, unadjustedError * mechanics.dimension);
  const [q, momentum, gradient] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  let point = origin;
  let [steps, acceptance, energyError] = [0, 0, 0];
  while (steps < length && energyError <= threshold) {
    point = mechanics.leapfrog(point, stepSize, q, momentum, gradient);
    if (steps === 0) mechanics.release(origin.momentum);
    energyError = errorOf(point, energy);
    acceptance += Math.exp(Math.min(0, -energyError));
    steps++;
  }
  mechanics.release(momentum);
  const diverged = energyError > threshold;
  const [proposal, other] = diverged ? [origin, point] : [point, origin];
  mechanics.release(other.q);
  mechanics.release(other.gradient);
  return {
    proposal: { q: proposal.q, gradient: proposal.gradient, logDensity: proposal.logDensity },
    end: diverged ? { kind: "divergent", energyError } : { kind: "turning" },
    depth,
    steps,
    acceptance: acceptance / steps,
  };
}

/** An infinite density counts as zero, because a chain would never leave it. */
function errorOf(point: PhasePoint, energy: number): number {
  const error = energyOf(point) - energy;
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** The Hamiltonian: potential plus kinetic energy. */
export function energyOf(point: PhasePoint): number {
  return point.kinetic - point.logDensity;
}
