import type { Answer, Fallback } from "../../../../shared/answer/answer.ts";
import { type Content, element, pathList } from "../dom/elements.ts";
import { count, percent, withInterval } from "../dom/figures.ts";

/** The answer, and why it goes no deeper. */
export function showAnswer({ answer, fallback, truncated, uncertainty }: Answer): Content[] {
  return [
    answer === null ? element("p", "path", "No class is probable enough") : pathList(answer.path),
    ...(answer === null
      ? []
      : [element("p", "sure", `${withInterval(answer.probability, answer.interval)} probable`)]),
    ...(fallback === null ? [] : [element("p", "fallback", reason(fallback, answer !== null))]),
    ...(truncated === undefined
      ? []
      : [
          element(
            "p",
            "quiet",
            `The text has ${count(truncated.from)} characters; the first ${count(truncated.to)} were read.`,
          ),
        ]),
    element(
      "p",
      "quiet",
      `Entropy ${uncertainty.total.toFixed(2)} nats: ${uncertainty.aleatoric.toFixed(2)} lie in the text, ` +
        `${uncertainty.epistemic.toFixed(2)} could go with more training data.`,
    ),
  ];
}

/** One sentence that says why the answer goes no deeper, or why there is none. */
function reason({ reason: why, child, probability, threshold }: Fallback, hasAnswer: boolean): string {
  const short = `${percent(probability)} where ${percent(threshold)} are needed`;
  switch (why) {
    case "low-child-confidence":
      return hasAnswer
        ? `It goes no deeper because the likeliest class below, ${child}, is not sure enough: ${short}.`
        : `Even the likeliest class, ${child}, is not sure enough: ${short}.`;
    case "demand-not-met":
      return `It goes no deeper because more is asked for than usual: ${child} has ${short}.`;
    case "unseen-subcategory":
      return "It goes no deeper because the text looks like a class of this kind that the model has never seen.";
    case "no-known-words":
      return "The model knows no word of this text.";
    case "outside-taxonomy":
      return "The text seems to lie outside the taxonomy: it looks like none that the model has learned from.";
  }
}
