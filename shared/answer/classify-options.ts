import type { Demand } from "../decision/demand.ts";

/** What a caller may ask of an answer. */
export type ClassifyOptions = Demand & {
  /** Candidates to list, at least 1; 3 when not told. */
  readonly top?: number | undefined;
  /** Whether to say which words spoke for the answer. */
  readonly explain?: boolean | undefined;
};

/** Candidates of an answer unless told otherwise. */
export const defaultTop = 3;
