import type { Model } from "../../shared/artifact/model.ts";
import { type Forecast, knownShare } from "../../shared/predict/beliefs.ts";
import { predictor } from "../../shared/predict/predictive.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { ancestry } from "../../shared/tree/taxonomy.ts";

/** The forecast of a title whose class is known. */
export type LabelledForecast = Forecast & {
  /** Node of its class, a leaf. */
  readonly truth: number;
  readonly knownWords: number;
};

/** Besides, what the model would say if it had never had the title's class: raw shares of new children, by group. */
export type StruckForecast = LabelledForecast & {
  /** Without the title's leaf, or null if that is a top class. */
  readonly withoutLeaf: Float64Array | null;
  /** Without the title's whole top class. */
  readonly withoutTop: Float64Array;
};

/** Forecasts titles. `onTitle` is told the number done, after each. */
export function forecastTitles(
  model: Model,
  titles: readonly { readonly title: string; readonly leaf: number }[],
  onTitle: (done: number) => void = () => {},
): LabelledForecast[] {
  const forecast = forecaster(model);
  return titles.map(({ title, leaf }, i) => {
    const found = forecast(title, leaf);
    onTitle(i + 1);
    return found;
  });
}

/** As `forecastTitles`, three predictives a title: with all classes, without its leaf, without its top class. */
export function forecastStruckOut(
  model: Model,
  titles: readonly { readonly title: string; readonly leaf: number }[],
  onTitle: (done: number) => void = () => {},
): StruckForecast[] {
  const forecast = forecaster(model);
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  const { taxonomy } = model.tree;
  return titles.map(({ title, leaf }, i) => {
    const row = vectorise(title);
    const top = ancestry(taxonomy, leaf).at(-1) ?? leaf;
    const struck = {
      ...forecast(title, leaf),
      withoutLeaf: top === leaf ? null : predict(row, leaf).newChildren.slice(),
      withoutTop: predict(row, top).newChildren.slice(),
    };
    onTitle(i + 1);
    return struck;
  });
}

function forecaster(model: Model): (title: string, leaf: number) => LabelledForecast {
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  return (title, leaf) => {
    const row = vectorise(title);
    const { nodes, newChildren } = predict(row);
    return {
      nodes: nodes.slice(),
      newChildren: newChildren.slice(),
      known: knownShare(row.knownWords.length, row.unknownWords.length),
      truth: leaf,
      knownWords: row.knownWords.length,
    };
  };
}
