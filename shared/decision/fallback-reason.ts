/** Why an answer is not a leaf. */
export type FallbackReason =
  | "low-child-confidence"
  | "unseen-subcategory"
  | "no-known-words"
  | "outside-taxonomy";
