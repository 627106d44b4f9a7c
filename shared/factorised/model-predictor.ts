import { isFactorised, type Model } from "../artifact/model.ts";
import { predictor } from "../predictive/predictive.ts";
import { factorisedPredictor } from "./factorised-predictor.ts";
import type { ModelPredictor } from "./prediction.ts";

/** Builds the predictor of a model with its working memory. */
export function modelPredictor(model: Model): ModelPredictor {
  if (!isFactorised(model)) return predictor(model);
  const { predict, interval } = factorisedPredictor(model);
  return { predict: (row, top) => predict(row, undefined, top), interval };
}
