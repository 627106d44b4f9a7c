import { bar, place } from "../dom/bars.ts";
import { anyText, element } from "../dom/elements.ts";
import { percent, withInterval } from "../dom/figures.ts";

/** What a row of the tree shows of a class. */
export type RowState = {
  readonly probability: number;
  readonly interval: readonly [number, number] | null;
  /** Part of the probability that belongs to a subcategory which the model does not know. */
  readonly unseen: number;
  /** What the probability has to reach. */
  readonly threshold: number;
  /** Whether the class is the answer, or the one below it that fell short. */
  readonly mark: "answer" | "missed" | "none";
};

/** A row of the tree: label, figures, bar and, below them, the rows of its children. */
export type ClassRow = {
  readonly element: HTMLElement;
  readonly below: HTMLElement;
  show(state: RowState): void;
};

/** A row whose parts are moved, not made anew, so that bars grow and shrink before the eye. */
export function classRow(label: string): ClassRow {
  const figures = element("span", "figures");
  const note = element("span", "note");
  const [known, unseen, whiskers, needed] = [
    element("i", "known"),
    element("i", "unseen"),
    element("b", ""),
    element("s", ""),
  ];
  const below = element("ul", "");
  const item = element(
    "li",
    "",
    element("div", "row", element("span", "", anyText("span", "label", label), note), figures),
    bar("bar", known, unseen, whiskers, needed),
    below,
  );

  return {
    element: item,
    below,
    show(state) {
      const { probability, interval, unseen: ofUnseen, threshold, mark } = state;
      item.className = mark === "none" ? "" : mark;
      const share = interval === null ? percent(probability) : withInterval(probability, interval);
      figures.textContent = share;
      note.textContent = noteOf(state);
      place(known, { from: 0, to: probability - ofUnseen });
      place(unseen, { from: probability - ofUnseen, to: probability });
      place(whiskers, { from: interval?.[0] ?? 0, to: interval?.[1] ?? 0 });
      whiskers.hidden = interval === null;
      place(needed, { from: threshold, to: threshold });
      needed.hidden = threshold >= 1 || probability === 0;
    },
  };
}

function noteOf({ mark, probability, unseen, threshold }: RowState): string {
  const notes = [
    ...(mark === "answer" ? ["the answer"] : []),
    ...(mark === "missed" ? [missedText(probability, threshold)] : []),
    ...(unseen >= 0.005 ? [`${percent(unseen)} of a new subcategory`] : []),
  ];
  return notes.length === 0 ? "" : `: ${notes.join(", ")}`;
}

/** Why a class is not the answer. One that is probable enough was stopped by a novelty test. */
function missedText(probability: number, threshold: number): string {
  if (threshold >= 1) return "never sure enough";
  return probability < threshold ? `${percent(threshold)} needed` : "probable enough, but the text looks new";
}
