import type { LabelledTitle, LabelOptions } from "./answer-cells.ts";

/** What a thread needs to label titles. */
export type LabelJob = {
  /** File of the model, and the hash that it must have. */
  readonly model: string;
  readonly hash: string;
  readonly options: LabelOptions;
};

/** Titles for a thread. */
export type LabelRequest = { readonly id: number; readonly titles: readonly string[] };

/** What the titles of a request are labelled with, in their order, or why none can be labelled. */
export type LabelReply =
  | { readonly kind: "labels"; readonly id: number; readonly labels: readonly LabelledTitle[] }
  | { readonly kind: "failed"; readonly message: string };
