import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Softmax } from "./softmax.ts";

/** Coefficients to write: features by columns of a softmax, with the names of both. */
export type ChosenCoefficients = {
  readonly features: readonly { readonly feature: number; readonly name: string }[];
  readonly columns: readonly { readonly column: number; readonly name: string }[];
};

/** Words and classes that coefficients are asked for. */
export type CoefficientChoice = {
  /** Words as the vocabulary has them. */
  readonly words?: readonly string[];
  /** Paths with ` > ` between the labels. */
  readonly classes?: readonly string[];
};

/** Name of the feature that every title has. */
const intercept = "(intercept)";

/**
 * The coefficients of the words chosen for all classes, of all features for the classes chosen, or
 * of the words for the classes where both are given.
 *
 * @throws HedgeError `bad-usage` for a word or a class that the softmax does not have
 */
export function chooseCoefficients(
  model: Model,
  { features, classes: all }: Softmax,
  { words, classes }: CoefficientChoice,
): ChosenCoefficients | null {
  if (words === undefined && classes === undefined) return null;
  const columns = (classes ?? all).map((name) => {
    const column = all.indexOf(name);
    if (column >= 0) return { column, name };
    throw new HedgeError(
      "bad-usage",
      `There is no class "${name}" in this softmax; write its path, such as "${all[0]}".`,
    );
  });
  const chosen =
    words === undefined
      ? Array.from(features, (feature, at) => ({ feature: at, name: featureName(model, feature) }))
      : words.map((name) => ({ feature: findFeature(name), name }));
  return { features: chosen, columns };

  function findFeature(word: string): number {
    const term = word === intercept ? -1 : model.vocabulary.terms.find(word);
    if (word !== intercept && term < 0) {
      throw new HedgeError(
        "bad-usage",
        `The model has no word "${word}"; words are in small letters, most without an ending -s; ${intercept} is what all titles have.`,
      );
    }
    const at = features.indexOf(term + 1);
    if (at >= 0) return at;
    throw new HedgeError(
      "bad-usage",
      `No training title of this softmax has "${word}", so it has no draws of it; choose another word or --node.`,
    );
  }
}

function featureName({ vocabulary: { terms } }: Model, feature: number): string {
  if (feature === 0) return intercept;
  return feature <= terms.length ? terms.at(feature - 1) : `(vector ${feature - terms.length})`;
}
