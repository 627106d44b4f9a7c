/** A log density on the real vectors of one dimension, up to a constant. */
export type Target = {
  readonly dimension: number;
  /**
   * Returns the log density at `position` in nats and writes its gradient. Both arrays have length
   * `dimension`, and `position` must not be changed or kept. Return -Infinity or NaN where the
   * density is zero or undefined. +Infinity counts as undefined.
   */
  logDensityAndGradient(position: Float64Array, gradient: Float64Array): number;
};
