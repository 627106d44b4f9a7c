import type { Model } from "../../../shared/artifact/model.ts";
import type { SeenTitles } from "../../predictions/class-specific-words.ts";
import type { Fold } from "./make-folds.ts";

/** The packed model of a fold. */
export type FoldModel = {
  readonly fold: Fold;
  readonly model: Model;
  /** Rows of its regression as titles, class names included. */
  readonly seen: SeenTitles;
};
