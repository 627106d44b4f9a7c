import type { Answer, Fallback } from "../../../shared/answer/answer.ts";
import type { Explanation } from "../../../shared/explanation/explanation.ts";
import { effectBar, shareBar } from "./bars.ts";
import { type Content, element } from "./elements.ts";
import { nats, percent, withInterval } from "./figures.ts";

/** An answer as elements. */
export function showAnswer({ answer, fallback, candidates, explanation, uncertainty }: Answer): Content[] {
  return [
    answer === null
      ? element("p", "path", "No class is probable enough")
      : element("ol", "path", ...answer.path.map((label) => element("li", "", label))),
    ...(answer === null
      ? []
      : [
          element("p", "sure", `${withInterval(answer.probability, answer.interval)}`),
          shareBar(answer.probability, answer.interval),
        ]),
    ...(fallback === null ? [] : [element("p", "fallback", reason(fallback, answer !== null))]),
    element("h2", "", "Most probable categories"),
    element(
      "ol",
      "rows",
      ...candidates.map(({ path, probability, interval }) =>
        element(
          "li",
          "",
          element("span", "figures", withInterval(probability, interval)),
          path.join(" \u203A "),
          shareBar(probability, interval),
        ),
      ),
    ),
    ...(explanation ? showExplanation(explanation) : []),
    element("h2", "", "How sure"),
    element(
      "p",
      "quiet",
      `Entropy ${uncertainty.total.toFixed(2)} nats: ${uncertainty.aleatoric.toFixed(2)} lie in the title, ` +
        `${uncertainty.epistemic.toFixed(2)} could go with more training data. Intervals are the central 90 % over posterior draws.`,
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
      return "It goes no deeper because the title looks like a class of this kind that the model has never seen.";
    case "no-known-words":
      return "The model knows no word of this title.";
    case "outside-taxonomy":
      return "The title seems to lie outside the taxonomy: it looks like none that the model has learned from.";
  }
}

function showExplanation({ path, rival, words, unknownWords, unknown }: Explanation): Content[] {
  const reach = Math.max(1, ...words.flatMap(({ interval }) => interval.map(Math.abs)));
  const known = words.map(({ word, effect, interval }) =>
    element(
      "li",
      "",
      element("span", "figures", `${nats(effect)} (${nats(interval[0])} to ${nats(interval[1])})`),
      word,
      effectBar(effect, interval, reach),
    ),
  );
  return [
    element("h2", "", "Words"),
    ...(words.length === 0
      ? []
      : [
          element(
            "p",
            "quiet",
            `To the right: for ${path.at(-1) ?? ""}. To the left: for its closest rival, ${rival.join(" \u203A ")}. Log-odds in nats.`,
          ),
          element("ul", "rows effects", ...known),
        ]),
    ...(unknownWords.length === 0
      ? []
      : [
          element(
            "p",
            "words",
            "Unknown: ",
            ...unknownWords.flatMap((word) => [element("span", "unknown", word), " "]),
            ...(unknown.interval[0] < unknown.interval[1]
              ? [`(together ${nats(unknown.interval[0])} to ${nats(unknown.interval[1])})`]
              : []),
          ),
        ]),
  ];
}
