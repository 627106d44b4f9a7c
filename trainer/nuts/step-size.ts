import type { Mechanics, Position } from "./mechanics.ts";
import { energyOf } from "./trajectory.ts";

/** Dual averaging as in Hoffman and Gelman 2014, section 3.2, with Stan's constants. */
export type StepSizeOptions = {
  /** Mean acceptance to steer to. */
  readonly target: number;
  readonly gamma: number;
  readonly kappa: number;
  readonly offset: number;
  /** Early iterates are drawn towards this multiple of the first step size. */
  readonly pull: number;
};

export const defaultStepSizeOptions: StepSizeOptions = {
  target: 0.8,
  gamma: 0.05,
  kappa: 0.75,
  offset: 10,
  pull: 10,
};

/** State of dual averaging; plain data, so that it can be checkpointed. */
export type StepSizeState = {
  readonly count: number;
  /** ln of the step size that the iterates shrink towards. */
  readonly centre: number;
  readonly meanError: number;
  readonly logStep: number;
  readonly logAverage: number;
};

export function startStepSize({ pull }: StepSizeOptions, stepSize: number): StepSizeState {
  return {
    count: 0,
    centre: Math.log(pull * stepSize),
    meanError: 0,
    logStep: Math.log(stepSize),
    logAverage: 0,
  };
}

/** The state after a transition with the given mean acceptance. */
export function adaptStepSize(
  options: StepSizeOptions,
  state: StepSizeState,
  acceptance: number,
): StepSizeState {
  const count = state.count + 1;
  const share = 1 / (count + options.offset);
  const meanError = (1 - share) * state.meanError + share * (options.target - acceptance);
  const logStep = state.centre - (Math.sqrt(count) / options.gamma) * meanError;
  const weight = count ** -options.kappa;
  const logAverage = weight * logStep + (1 - weight) * state.logAverage;
  return { count, centre: state.centre, meanError, logStep, logAverage };
}

/** The step size to use while adapting. */
export function currentStepSize(state: StepSizeState): number {
  return Math.exp(state.logStep);
}

/**
 * The step size to keep once adaptation is over. Its mean acceptance lies above the target (0.85 to 0.9 for 0.8 on normals, as in
 * Stan and NumPyro): it is the iterates that meet the target on average, they swing, and acceptance falls faster above
 * their centre than it rises below it. More iterations narrow the swing only with the square root of their number.
 */
export function averagedStepSize(state: StepSizeState): number {
  return Math.exp(state.count === 0 ? state.logStep : state.logAverage);
}

/** A tree turns if it is longer than the turning time by this factor, and a step size is raised by this one at most to make it so. */
const margin = 1.08;
const raise = 1.25;

/**
 * The step size, raised where trees would else be twice as long for want of a little. Trees have 2^d - 1 steps. Where most coordinates turn at one
 * frequency a tree a little shorter than half their period grows once more, to nearly a whole period: it costs twice the gradients, ends close
 * to where it began, and, if it is not seen to turn there, grows on. A step size that is at most a quarter short of the turning time at some depth is made
 * to meet it.
 *
 * @param turningTime half the period
 */
export function fitToTurn(stepSize: number, turningTime: number): number {
  const wanted = margin * turningTime;
  const depth = Math.floor(Math.log2(1 + wanted / stepSize));
  const met = wanted / Math.max(1, 2 ** depth - 1);
  return met > stepSize && met <= raise * stepSize ? met : stepSize;
}

/**
 * Doubles or halves a step size until the acceptance of a single step crosses 0.8 (Hoffman and Gelman 2014, algorithm 4, with
 * Stan's threshold).
 */
export function findStepSize(mechanics: Mechanics, position: Position, guess: number): number {
  const threshold = Math.log(0.8);
  const momentum = mechanics.acquire();
  const to = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
  const logAcceptance = (stepSize: number) => {
    const from = { ...position, momentum, kinetic: mechanics.refresh(momentum) };
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
