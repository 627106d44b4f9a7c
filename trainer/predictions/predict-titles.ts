import type { Model } from "../../shared/artifact/model.ts";
import { knownShare, type RawPrediction } from "../../shared/decision/node-probabilities.ts";
import { type Predictor, predictor } from "../../shared/predictive/predictive.ts";
import { type TitleRow, vectoriser } from "../../shared/text/vocabulary.ts";
import { ancestry } from "../../shared/tree/taxonomy.ts";
import type { Balance, CalibrationTitle } from "./calibration-title.ts";
import type { ClassSpecificWords } from "./class-specific-words.ts";

/** The forecast of a title whose class is known. */
export type LabelledPrediction = RawPrediction & {
  /** Node of its class, a leaf. */
  readonly truth: number;
  readonly knownWords: number;
  readonly balance?: Balance;
};

/** Besides, what the model would say if it had never had the title's class. */
export type LeaveClassOutPrediction = LabelledPrediction & {
  /** Without the title's leaf, or null if that is a top class. */
  readonly withoutLeaf: LeftOutPrediction | null;
  /** Without the title's whole top class. */
  readonly withoutTop: LeftOutPrediction;
};

/** Raw shares of new children, by group, and the share of known words, in a model that a class is struck out of. */
export type LeftOutPrediction = Pick<RawPrediction, "newChildren" | "known">;

/** Forecasts titles. `onTitle` is told the number done, after each. */
export function predictTitles(
  model: Model,
  titles: readonly { readonly title: string; readonly leaf: number }[],
  onTitle: (done: number) => void = () => {},
): LabelledPrediction[] {
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  return titles.map(({ title, leaf }, i) => {
    const found = forecast(predict, vectorise(title), leaf);
    onTitle(i + 1);
    return found;
  });
}

/** Before a word, makes one that no vocabulary has: a letter of an alphabet that nobody writes titles in, Ugaritic. */
const strange = "\u{10380}";

/**
 * As `predictTitles`, three predictives a title: with all classes, without its leaf, without its top class. Words that training has met in the missing class alone are unknown
 * then.
 */
export function predictLeavingClassesOut(
  model: Model,
  titles: readonly CalibrationTitle[],
  sole: ClassSpecificWords,
  onTitle: (done: number) => void = () => {},
): LeaveClassOutPrediction[] {
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  const strike = ({ words }: TitleRow, node: number): LeftOutPrediction => {
    const left = vectorise(
      words.map((word) => (sole.isSpecific(word, node) ? strange + word : word)).join(" "),
    );
    return {
      newChildren: predict(left, node).newChildren.slice(),
      known: knownShare(left.knownWords.length, left.unknownWords.length),
    };
  };
  const { taxonomy } = model.tree;
  return titles.map(({ title, leaf, balance }, i) => {
    const top = ancestry(taxonomy, leaf).at(-1) ?? leaf;
    const row = vectorise(title);
    const struck = {
      ...forecast(predict, row, leaf),
      withoutLeaf: top === leaf ? null : strike(row, leaf),
      withoutTop: strike(row, top),
      ...(balance && { balance }),
    };
    onTitle(i + 1);
    return struck;
  });
}

/** Copies what the predictor will use again. */
function forecast(predict: Predictor["predict"], row: TitleRow, leaf: number): LabelledPrediction {
  const { nodes, newChildren } = predict(row);
  return {
    nodes: nodes.slice(),
    newChildren: newChildren.slice(),
    known: knownShare(row.knownWords.length, row.unknownWords.length),
    truth: leaf,
    knownWords: row.knownWords.length,
  };
}
