import type { FlatModel } from "../artifact/model.ts";
import { rowLogits } from "./row-logits.ts";
import { type LeavingOutPredictor, rowPredictor } from "./row-predictor.ts";

/** Builds a predictor in double precision, for any form of the posterior: see `rowPredictor`. */
export function plainPredictor(
  model: Pick<FlatModel, "posterior" | "tree">,
  hasNewBelow = true,
): LeavingOutPredictor {
  return rowPredictor(model, rowLogits(model.posterior, model.tree), hasNewBelow);
}
