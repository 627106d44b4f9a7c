import { type FlatModel, isFactorised, type Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";

/**
 * A model with one softmax over all classes.
 *
 * @param what needs one, as the beginning of a sentence
 * @throws HedgeError `bad-input` for a factorised model
 */
export function requireFlat(model: Model, what: string): FlatModel {
  if (isFactorised(model)) {
    throw new HedgeError(
      "bad-input",
      `${what} needs a model with one softmax over all classes; train one with --form flat.`,
    );
  }
  return model;
}
