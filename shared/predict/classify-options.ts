/** What a caller may ask of an answer. */
export type ClassifyOptions = {
  /** Candidates to list, at least 1; 3 when not told. */
  readonly top?: number | undefined;
  /** Share of answers that should be right, one of the model's stored targets. */
  readonly target?: number | undefined;
  /** Probability that an answer must reach at any level, in place of the model's thresholds; beside a target, at least. */
  readonly min?: number | undefined;
  /** Whether to say which words spoke for the answer. */
  readonly explain?: boolean | undefined;
};

/** Candidates of an answer unless told otherwise. */
export const usualTop = 3;
