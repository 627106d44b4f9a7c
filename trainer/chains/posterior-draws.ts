/** Draws of a posterior, wherever they are kept: one draw is read at a time. */
export type PosteriorDraws = {
  /** Draws of all chains together. */
  readonly count: number;
  /** Features with the intercept, p. */
  readonly features: number;
  /** Columns of a coefficient row (leaves, then internal nodes below the root), V. */
  readonly columns: number;
  /** Groups of siblings, each with one scale. */
  readonly groups: number;
  /**
   * Reads one draw. `coefficients` gets p x V values of beta, feature by feature; `scales` gets one per group.
   * Draws of a chain are neighbours, in the order they were made.
   */
  read(draw: number, coefficients: Float32Array, scales: Float32Array): void;
};
