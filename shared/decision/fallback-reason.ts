/**
 * Why an answer is not a leaf. `low-child-confidence`: no child is probable enough, at the root no
 * top class. `demand-not-met`: without the request's `target` or `min` the answer would be deeper.
 */
export const fallbackReasons = [
  "low-child-confidence",
  "demand-not-met",
  "unseen-subcategory",
  "no-known-words",
  "outside-taxonomy",
] as const;

/** One of `fallbackReasons`. */
export type FallbackReason = (typeof fallbackReasons)[number];
