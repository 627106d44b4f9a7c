import type { LeaveClassOutPrediction } from "./predict-titles.ts";

/** Labelled titles with the predictions of models whose chains have not seen them. */
export type PredictedTitles = {
  /**
   * `cross-fit`: each title is predicted by the chains of the other folds. `set-aside`: the titles
   * were kept out of all training.
   */
  readonly source: "cross-fit" | "set-aside";
  readonly titles: readonly string[];
  /** One for each title. */
  readonly predictions: readonly LeaveClassOutPrediction[];
};
