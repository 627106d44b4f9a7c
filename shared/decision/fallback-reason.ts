/** Why an answer is not a leaf. */
export const fallbackReasons = [
  "low-child-confidence",
  "unseen-subcategory",
  "no-known-words",
  "outside-taxonomy",
] as const;

/** One of `fallbackReasons`. */
export type FallbackReason = (typeof fallbackReasons)[number];
