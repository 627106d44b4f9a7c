import type { Model } from "../../shared/artifact/model.ts";
import type { RawPrediction } from "../../shared/decision/node-probabilities.ts";
import { wordEvidence } from "../../shared/decision/word-evidence.ts";
import { modelPredictor } from "../../shared/factorised/model-predictor.ts";
import type { ModelPredictor } from "../../shared/factorised/prediction.ts";
import type { Predictive } from "../../shared/predictive/row-predictor.ts";
import { unseenMark } from "../../shared/text/title-vectors.ts";
import { type TitleRow, vectoriser } from "../../shared/text/vocabulary.ts";
import { ancestry } from "../../shared/tree/taxonomy.ts";
import type { Balance, CalibrationTitle } from "./calibration-title.ts";
import type { ClassSpecificWords } from "./class-specific-words.ts";
import { leavingOutPredictor } from "./leaving-out-predictor.ts";

/** The prediction for a title whose class is known. */
export type LabelledPrediction = RawPrediction & {
  /** Node of its class, a leaf. */
  readonly truth: number;
  readonly knownWords: number;
  readonly balance?: Balance;
};

/** Also, what the model would predict if it had never had the title's class. */
export type LeaveClassOutPrediction = LabelledPrediction & {
  /** Without the title's leaf, or null if that is a top class. */
  readonly withoutLeaf: LeftOutPrediction | null;
  /** Without the title's whole top class. */
  readonly withoutTop: LeftOutPrediction;
};

/** What a model predicts with a class left out. */
export type LeftOutPrediction = RawPrediction & { readonly knownWords: number };

/** Predicts titles. `onTitle` is told the number done, after each. */
export function predictTitles(
  model: Model,
  titles: readonly { readonly title: string; readonly leaf: number }[],
  onTitle: (done: number) => void = () => {},
): LabelledPrediction[] {
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = modelPredictor(model);
  return titles.map(({ title, leaf }, i) => {
    const prediction = predictRow(predict, vectorise(title), leaf);
    onTitle(i + 1);
    return prediction;
  });
}

/**
 * As `predictTitles`, with three predictives a title: with all classes, without its leaf, and
 * without its top class. Without a class, words that are specific to it are unknown, though their
 * vectors are not.
 */
export function predictLeavingClassesOut(
  model: Model,
  titles: readonly CalibrationTitle[],
  specificWords: ClassSpecificWords,
  onTitle: (done: number) => void = () => {},
): LeaveClassOutPrediction[] {
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = modelPredictor(model);
  const { predict: predictWithout } = leavingOutPredictor(model);
  const leaveOut = ({ words }: TitleRow, node: number): LeftOutPrediction => {
    const row = vectorise(
      words.map((word) => (specificWords.isSpecific(word, node) ? unseenMark + word : word)).join(" "),
    );
    return rawPrediction(predictWithout(row, node), row);
  };
  const { taxonomy } = model.tree;
  return titles.map(({ title, leaf, balance }, i) => {
    const top = ancestry(taxonomy, leaf).at(-1) ?? leaf;
    const row = vectorise(title);
    const prediction = {
      ...predictRow(predict, row, leaf),
      withoutLeaf: top === leaf ? null : leaveOut(row, leaf),
      withoutTop: leaveOut(row, top),
      ...(balance && { balance }),
    };
    onTitle(i + 1);
    return prediction;
  });
}

function predictRow(predict: ModelPredictor["predict"], row: TitleRow, leaf: number): LabelledPrediction {
  return { ...rawPrediction(predict(row), row), truth: leaf };
}

/** Copies what the predictor will use again. */
function rawPrediction({ nodes, newChildren }: Predictive, row: TitleRow): LeftOutPrediction {
  return { nodes: nodes.slice(), newChildren: newChildren.slice(), ...wordEvidence(row) };
}
