import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/** Coefficients to write: features by columns, with the names of both. */
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
 * @throws HedgeError `bad-usage` for a word or a class that the model does not have
 */
export function chooseCoefficients(model: Model, choice: CoefficientChoice): ChosenCoefficients | null {
  const { words, classes } = choice;
  if (words === undefined && classes === undefined) return null;
  const { tree, vocabulary, posterior } = model;
  const all = classNames(tree);
  const features =
    words === undefined
      ? Array.from({ length: posterior.features }, (_, feature) => ({
          feature,
          name: featureName(model, feature),
        }))
      : words.map((name) => ({ feature: name === intercept ? 0 : findTerm(name) + 1, name }));
  const columns = (classes ?? all).map((name) => {
    const column = all.indexOf(name);
    if (column < 0)
      throw new HedgeError(
        "bad-usage",
        `The model has no class "${name}"; write its path, such as "${all[0]}".`,
      );
    return { column, name };
  });
  return { features, columns };

  function findTerm(word: string): number {
    const term = vocabulary.terms.find(word);
    if (term >= 0) return term;
    throw new HedgeError(
      "bad-usage",
      `The model has no word "${word}"; words are in small letters, most without an ending -s; ${intercept} is what all titles have.`,
    );
  }
}

/** Paths of the classes, in the order of the columns. */
export function classNames({ taxonomy, leaves, internals }: TreeIndex): string[] {
  return [...leaves, ...internals].map((node) => pathOf(taxonomy, node).join(" > "));
}

function featureName({ vocabulary: { terms } }: Model, feature: number): string {
  if (feature === 0) return intercept;
  return feature <= terms.length ? terms.at(feature - 1) : `(vector ${feature - terms.length})`;
}
