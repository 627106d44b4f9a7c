import type { Model } from "../../shared/artifact/model.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Diagnosis, SampledRun } from "../diagnostics/diagnose.ts";
import type { OutOfDistributionMetrics } from "../evaluation/out-of-distribution.ts";
import type { ScoredTitles } from "../evaluation/scores/score-titles.ts";

/** What a report is made of. Parts that are absent are left out of it. */
export type ReportInput = {
  /** Name of the model file. */
  readonly name: string;
  /** The summary in words, a paragraph each. */
  readonly summary: readonly string[];
  readonly model: Model;
  /** Where the titles come from, for example "predicted by chains that have not seen them". */
  readonly source: string;
  readonly scored: ScoredTitles | null;
  readonly dataSet?: DataSet;
  /** Other titles whose words are looked at, such as those held out. */
  readonly otherTitles?: readonly string[];
  readonly unseen: readonly { readonly name: string; readonly metrics: OutOfDistributionMetrics }[];
  readonly sampling?: { readonly diagnosis: Diagnosis; readonly sampled: SampledRun };
};
