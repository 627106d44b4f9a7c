import type { LabelledTitle, LabelOptions } from "./answer-cells.ts";

/** What a thread needs to label titles. */
export type LabelJob = {
  /** File of the model, and the hash that it must have. */
  readonly model: string;
  readonly hash: string;
  readonly options: LabelOptions;
};

/** Titles for a thread, and what they are labelled with, in their order. */
export type LabelRequest = { readonly id: number; readonly titles: readonly string[] };
export type LabelReply = { readonly id: number; readonly labels: readonly LabelledTitle[] };
