import type { ThresholdOptions } from "../decision/thresholds.ts";

/** What a caller may ask of an answer. */
export type ClassifyOptions = ThresholdOptions & {
  /** Candidates to list, at least 1; 3 when not given. */
  readonly top?: number | undefined;
  /** Whether to say what each word contributes to the answer. */
  readonly explain?: boolean | undefined;
  /** Whether to give the probability of every class. */
  readonly tree?: boolean | undefined;
};

/** Candidates of an answer unless told otherwise. */
export const defaultTop = 3;
