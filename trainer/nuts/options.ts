import type { Position } from "./mechanics.ts";
import { defaultStepSizeOptions, type StepSizeOptions } from "./step-size.ts";

/** How a chain samples. */
export type NutsOptions = {
  /** Warm-up iterations, which adapt and are not kept. */
  readonly warmup: number;
  /** Doublings after which a tree stops. */
  readonly maxDepth: number;
  /**
   * Doublings after which a tree stops in warm-up. A value below `maxDepth` avoids long
   * trajectories while the step size is still far from its final value. The price is that a chain
   * leaves a bad mode less easily.
   */
  readonly warmUpMaxDepth: number;
  /**
   * Time after which trajectories turn back, where it is known. Step sizes are then fitted to it,
   * see `fitToTurningTime`.
   */
  readonly turningTime?: number;
  readonly stepSize: StepSizeOptions;
  /**
   * Whether trajectories go without a Metropolis correction: see `drawUnadjusted`. So draws are
   * approximate. The step size is the first one, and half of it after each divergence of warm-up.
   * The turning time must be known.
   */
  readonly unadjusted?: boolean;
  /** Step size of the first iteration; searched for if absent. */
  readonly firstStepSize?: number;
  /** Starts are uniform in [-startRadius, startRadius] per coordinate. */
  readonly startRadius: number;
  /**
   * Draws a start in place of these uniform ones. It is called until log density and gradient are
   * finite, up to `startTries` times.
   */
  readonly start?: () => Position;
};

/** Stan's options. */
export const defaultNutsOptions: NutsOptions = {
  warmup: 1000,
  maxDepth: 10,
  warmUpMaxDepth: 10,
  stepSize: defaultStepSizeOptions,
  startRadius: 2,
};

/** Starts tried before a chain gives up. */
export const startTries = 100;

/** No start has a finite log density and gradient. */
export class StartError extends Error {
  constructor(where: string) {
    super(
      `The log density or its gradient is not finite at ${where}; check the target, or start nearer to where it has mass ` +
        "with a smaller start radius.",
    );
    this.name = "StartError";
  }
}
