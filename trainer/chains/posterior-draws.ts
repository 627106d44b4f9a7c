/** Draws of a posterior, in a file or in memory. They are read one at a time. */
export type PosteriorDraws = {
  /** Number of draws of all chains together. */
  readonly count: number;
  /** Number of features, the intercept included, p. */
  readonly features: number;
  /** Columns of a row of coefficients (leaves, then internal nodes below the root), V. */
  readonly columns: number;
  /** Number of groups of siblings, each with one scale. */
  readonly groups: number;
  /**
   * Reads one draw. `coefficients` gets p x V values of beta, feature by feature. `scales` gets one
   * per group. Draws of a chain are neighbours, in the order in which they were made.
   */
  read(draw: number, coefficients: Float32Array, scales: Float32Array): void;
};
