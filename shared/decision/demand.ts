/** How sure an answer must be. */
export type Demand = {
  /** Share of answers that should be right, one of the model's stored targets. */
  readonly target?: number | undefined;
  /** Probability that an answer must reach at any level, in place of the model's thresholds; beside a target, at least. */
  readonly min?: number | undefined;
};
