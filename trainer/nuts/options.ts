import type { Position } from "./mechanics.ts";
import { defaultStepSizeOptions, type StepSizeOptions } from "./step-size.ts";

/** How a chain samples. */
export type NutsOptions = {
  /** Iterations that adapt and are not kept. */
  readonly warmup: number;
  /** Doublings after which a tree stops. */
  readonly maxDepth: number;
  readonly stepSize: StepSizeOptions;
  /** Starts are uniform in [-startRadius, startRadius] per coordinate. */
  readonly startRadius: number;
  /** Finds the start instead. */
  readonly start?: () => Position;
};

export const defaultNutsOptions: NutsOptions = {
  warmup: 1000,
  maxDepth: 10,
  stepSize: defaultStepSizeOptions,
  startRadius: 2,
};

/** No start had a finite log density and gradient. */
export class StartError extends Error {
  constructor(tries: number, radius: number) {
    super(
      `The log density or its gradient is not finite at any of ${tries} random starts in [-${radius}, ${radius}]; ` +
        "check the target, or start nearer to where it has mass with a smaller start radius.",
    );
    this.name = "StartError";
  }
}
