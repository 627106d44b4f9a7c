import type { Mechanics, Position } from "./mechanics.ts";
import { energyOf } from "./trajectory.ts";

/**
 * Dual averaging of the step size: Hoffman and Gelman 2014, section 3.2. `target`, `gamma`, `kappa`
 * and `offset` are their delta, gamma, kappa and t0.
 */
export type StepSizeOptions = {
  /** Mean acceptance to aim at. */
  readonly target: number;
  readonly gamma: number;
  readonly kappa: number;
  readonly offset: number;
  /** Early iterates are drawn towards this multiple of the first step size. */
  readonly pull: number;
};

/** Stan's constants. */
export const defaultStepSizeOptions: StepSizeOptions = {
  target: 0.8,
  gamma: 0.05,
  kappa: 0.75,
  offset: 10,
  pull: 10,
};

/** State of dual averaging; plain data, so that it can be checkpointed. */
export type DualAveragingState = {
  readonly count: number;
  /** ln of the step size that the iterates shrink towards. */
  readonly centre: number;
  readonly meanError: number;
  readonly logStep: number;
  readonly logAverage: number;
};

/** The state before the first transition, for a step size to begin with. */
export function startDualAveraging({ pull }: StepSizeOptions, stepSize: number): DualAveragingState {
  return {
    count: 0,
    centre: Math.log(pull * stepSize),
    meanError: 0,
    logStep: Math.log(stepSize),
    logAverage: 0,
  };
}

/** The state after a transition with the given mean acceptance. */
export function updateDualAveraging(
  options: StepSizeOptions,
  state: DualAveragingState,
  acceptance: number,
): DualAveragingState {
  const count = state.count + 1;
  const share = 1 / (count + options.offset);
  const meanError = (1 - share) * state.meanError + share * (options.target - acceptance);
  const logStep = state.centre - (Math.sqrt(count) / options.gamma) * meanError;
  const weight = count ** -options.kappa;
  const logAverage = weight * logStep + (1 - weight) * state.logAverage;
  return { count, centre: state.centre, meanError, logStep, logAverage };
}

/** The step size to use while adapting. */
export function currentStepSize(state: DualAveragingState): number {
  return Math.exp(state.logStep);
}

/**
 * The step size to keep once adaptation is over. Its mean acceptance is above the target: 0.85 to
 * 0.9 for 0.8 on normals, as in Stan and NumPyro. The reason is that only the iterates meet the
 * target on average. They vary, and acceptance falls faster above their centre than it rises below
 * it. Their spread shrinks only with the square root of the number of iterations.
 */
export function averagedStepSize(state: DualAveragingState): number {
  return Math.exp(state.count === 0 ? state.logStep : state.logAverage);
}

/** A tree surely turns if it is longer than the turning time by this factor. */
const turningMargin = 1.08;

/** A step size is raised by this factor at most. */
const largestRaise = 1.25;

/**
 * The step size, raised where a slightly larger one saves a doubling of the tree.
 *
 * Trees have 2^d - 1 steps. Suppose that most coordinates turn at one frequency, and that a tree
 * is a little shorter than half their period. It then doubles once more, to nearly a whole period.
 * That costs twice the gradients and ends close to the origin. If no U-turn is found there, the
 * tree grows on. So a step size with which some depth is at most a quarter short of the turning
 * time is raised to reach it.
 *
 * @param turningTime half the period
 */
export function fitToTurningTime(stepSize: number, turningTime: number): number {
  const wanted = turningMargin * turningTime;
  const depth = Math.floor(Math.log2(1 + wanted / stepSize));
  const met = wanted / Math.max(1, 2 ** depth - 1);
  return met > stepSize && met <= largestRaise * stepSize ? met : stepSize;
}

/**
 * Doubles or halves a step size until the acceptance of a single step crosses 0.8 (Hoffman and
 * Gelman 2014, algorithm 4, with Stan's threshold).
 */
export function findReasonableStepSize(mechanics: Mechanics, position: Position, guess: number): number {
  const threshold = Math.log(0.8);
  const momentum = mechanics.acquire();
  const to = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
  const logAcceptance = (stepSize: number) => {
    const from = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
    const error = energyOf(mechanics.leapfrog(from, stepSize, ...to)) - energyOf(from);
    return Number.isFinite(error) ? -error : Number.NEGATIVE_INFINITY;
  };
  let stepSize = guess;
  const grows = logAcceptance(stepSize) > threshold;
  for (let tries = 0; tries < 50; tries++) {
    const next = grows ? 2 * stepSize : stepSize / 2;
    const isAbove = logAcceptance(next) > threshold;
    if (grows && !isAbove) break;
    stepSize = next;
    if (!grows && isAbove) break;
  }
  for (const vector of [momentum, ...to]) mechanics.release(vector);
  return stepSize;
}
