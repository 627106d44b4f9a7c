import type { Mechanics, MechanicsSnapshot, Position } from "./mechanics.ts";
import { type NutsOptions, StartError, startTries } from "./options.ts";
import {
  averagedStepSize,
  currentStepSize,
  type DualAveragingState,
  findReasonableStepSize,
  fitToTurningTime,
  startDualAveraging,
  updateDualAveraging,
} from "./step-size.ts";
import { drawUnadjusted, energyOf, hamiltonianTrajectory } from "./trajectory.ts";
import { growTree, type TreeEnd } from "./tree.ts";
import { warmUpSchedule } from "./warm-up.ts";

/** What one iteration did. */
export type Iteration = {
  /** Counts from 0 through warm-up and draws alike. */
  readonly index: number;
  readonly isWarmUp: boolean;
  readonly logDensity: number;
  /** The Hamiltonian at the start of the iteration, for E-BFMI. */
  readonly energy: number;
  readonly acceptance: number;
  readonly stepSize: number;
  readonly depth: number;
  readonly steps: number;
  readonly end: TreeEnd;
};

/**
 * The state of a chain between two iterations. Together with the options it determines all that
 * follows. Plain data.
 */
export type ChainState = {
  /** Index of the next iteration. */
  readonly next: number;
  readonly stepSize: DualAveragingState;
  readonly mechanics: MechanicsSnapshot;
};

/** A chain in progress. */
export type Chain = {
  /** Number of iterations done, warm-up included. */
  readonly done: () => number;
  /** Does one iteration. The position is valid until the next call. */
  advance(): { readonly iteration: Iteration; readonly position: Position };
  /** A copy of the chain's state. */
  state(): ChainState;
};

/**
 * Starts a chain, or goes on with one from its state. A start is random, uniform in [-2, 2] per
 * coordinate by default as in Stan. Up to 100 are tried until log density and gradient are finite.
 *
 * @throws StartError when no start is finite, RangeError for `unadjusted` without a turning time
 */
export function startChain(mechanics: Mechanics, options: NutsOptions, from?: ChainState): Chain {
  const schedule = warmUpSchedule(options.warmup);
  const { maxDepth, turningTime, unadjusted = false } = options;
  if (unadjusted && turningTime === undefined) throw new RangeError("unadjusted needs a turningTime.");
  let position: Position;
  let stepSize: DualAveragingState;
  let next = 0;
  if (from) {
    position = mechanics.restore(from.mechanics);
    stepSize = from.stepSize;
    next = from.next;
  } else {
    position = findStart(mechanics, options);
    mechanics.initialiseMetric(position);
    const first = options.firstStepSize ?? findReasonableStepSize(mechanics, position, 1);
    stepSize = startDualAveraging(options.stepSize, first);
  }

  function advance() {
    const step = schedule[next];
    const size = step ? currentStepSize(stepSize) : finalStepSize(stepSize, turningTime);
    const momentum = mechanics.acquire();
    const origin = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
    const energy = energyOf(origin);
    const most = step ? Math.min(maxDepth, options.warmUpMaxDepth) : maxDepth;
    const transition =
      unadjusted && turningTime !== undefined
        ? drawUnadjusted(mechanics, origin, size, turningTime, most)
        : growTree(hamiltonianTrajectory(mechanics, origin, size), origin, most, mechanics.randomBits());
    position = transition.proposal;

    if (step) {
      if (!unadjusted) stepSize = updateDualAveraging(options.stepSize, stepSize, transition.acceptance);
      else if (transition.end.kind === "divergent") stepSize = startDualAveraging(options.stepSize, size / 2);
      if (step.observes) mechanics.observe(position);
      if (step.endsWindow) {
        mechanics.updateMetric(position);
        mechanics.resetMoments();
        const average = averagedStepSize(stepSize);
        const first = unadjusted ? average : findReasonableStepSize(mechanics, position, average);
        stepSize = startDualAveraging(options.stepSize, first);
      }
    }
    const { end, depth, steps, acceptance } = transition;
    const iteration: Iteration = {
      index: next++,
      isWarmUp: step !== undefined,
      logDensity: position.logDensity,
      energy,
      acceptance,
      stepSize: size,
      depth,
      steps,
      end,
    };
    return { iteration, position };
  }

  return {
    done: () => next,
    advance,
    state: () => ({ next, stepSize, mechanics: mechanics.snapshot(position) }),
  };
}

function finalStepSize(state: DualAveragingState, turningTime: number | undefined): number {
  const average = averagedStepSize(state);
  return turningTime === undefined ? average : fitToTurningTime(average, turningTime);
}

function findStart(mechanics: Mechanics, { start, startRadius }: NutsOptions): Position {
  const drawStart = start ?? randomStarts(mechanics, startRadius);
  for (let tries = 0; tries < startTries; tries++) {
    const position = drawStart();
    if (isFinitePosition(mechanics, position)) return position;
    mechanics.release(position.q);
    mechanics.release(position.gradient);
  }
  const kind = start ? "starts that it was given" : `random starts in [-${startRadius}, ${startRadius}]`;
  throw new StartError(`any of ${startTries} ${kind}`);
}

function randomStarts(mechanics: Mechanics, radius: number): () => Position {
  return () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    mechanics.drawStart(q, radius);
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  };
}

function isFinitePosition(mechanics: Mechanics, { gradient, logDensity }: Position): boolean {
  return Number.isFinite(logDensity) && Number.isFinite(mechanics.squaredLength(gradient));
}
