import { isFactorised, type Model } from "../../shared/artifact/model.ts";
import { factorisedPredictor } from "../../shared/factorised/factorised-predictor.ts";
import { plainPredictor } from "../../shared/predictive/plain-predictor.ts";
import type { Predictive } from "../../shared/predictive/row-predictor.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";

/** Builds the predictor of a model that can leave classes out: see `leaveClassOut`. */
export function leavingOutPredictor(model: Model): {
  predict(row: SparseRow, leftOut?: number): Predictive;
} {
  return isFactorised(model) ? factorisedPredictor(model) : plainPredictor(model);
}
