import type { Explanation } from "../../../../shared/explanation/explanation.ts";
import { effectBar } from "../dom/bars.ts";
import { anyText, type Content, element } from "../dom/elements.ts";
import { nats } from "../dom/figures.ts";

/** What each word added to the answer, against its closest rival. */
export function showWords({ path, rival, words, unknownWords, unknown }: Explanation): Content[] {
  const reach = Math.max(1, ...words.flatMap(({ interval }) => interval.map(Math.abs)));
  const rows = words.map(({ word, known, effect, interval }) =>
    element(
      "li",
      "",
      element(
        "div",
        "row",
        element(
          "span",
          "",
          anyText("bdi", known ? "" : "partly", word),
          ...(known
            ? []
            : [element("span", "quiet", ": training never saw it, words like it or parts of it speak")]),
        ),
        element("span", "figures", `${nats(effect)} (${nats(interval[0])} to ${nats(interval[1])})`),
      ),
      effectBar(effect, interval, reach),
    ),
  );
  return [
    element("h2", "", "What the words say"),
    element(
      "p",
      "quiet",
      "To the right: for ",
      anyText("bdi", "for", path.at(-1) ?? ""),
      ". To the left: for its closest rival, ",
      anyText("bdi", "against", rival.join(" \u203A ")),
      ". Log-odds in nats, with 90 % intervals.",
    ),
    ...(words.length === 0
      ? [element("p", "", "The model knows no word that says anything.")]
      : [element("ul", "rows effects", ...rows)]),
    ...(unknownWords.length === 0
      ? []
      : [
          element(
            "p",
            "words",
            "Unknown: ",
            ...unknownWords.flatMap((word) => [anyText("span", "word unknown", word), " "]),
            ...(unknown.interval[0] < unknown.interval[1]
              ? [`(together ${nats(unknown.interval[0])} to ${nats(unknown.interval[1])})`]
              : []),
          ),
        ]),
  ];
}
