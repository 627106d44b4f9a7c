import type { Answer } from "../../../../shared/answer/answer.ts";
import type { TreeShares } from "../../../../shared/answer/tree-shares.ts";
import { type Content, element } from "../dom/elements.ts";
import { countOf, percent } from "../dom/figures.ts";
import type { ClassTree } from "../service/classes.ts";
import { type ClassRow, classRow, type RowState } from "./class-row.ts";

/** The classes with their probabilities, which fill while a visitor types. */
export type ProbabilityTree = {
  readonly element: HTMLElement;
  /** Shows an answer, or empty bars for none. */
  show(answer: Answer | null): void;
};

/** Least probability of a class that is shown below its parent. */
const leastShown = 0.02;
/** Most classes that are shown below one parent, and at the top. */
const mostShown = 12;
const mostTop = 30;

/** A tree of bars. Rows stay where they are in the taxonomy, so that the eye can follow. */
export function probabilityTree(tree: ClassTree): ProbabilityTree {
  const rows = new Map<number, ClassRow>();
  const list = element("ul", "tree");
  const outside = element("p", "outside");
  const rowOf = (at: number): ClassRow => {
    const row = rows.get(at) ?? classRow(tree.classes[at]?.label ?? "");
    rows.set(at, row);
    return row;
  };

  /** The classes of a list that are worth a row, in the order of the taxonomy. */
  function shownOf(places: readonly number[], shares: TreeShares, kept: ReadonlySet<number>): number[] {
    const isTop = places === tree.top;
    const p = (at: number) => shares.probabilities[at] ?? 0;
    const best = new Set([...places].sort((a, b) => p(b) - p(a)).slice(0, isTop ? mostTop : mostShown));
    const isShown = (at: number) => best.has(at) && (isTop || p(at) >= leastShown);
    return places.filter((at) => kept.has(at) || isShown(at));
  }

  function fill(
    parent: HTMLElement,
    places: readonly number[],
    shares: TreeShares,
    marks: Marks,
    isOpen: (at: number) => boolean,
  ): void {
    const shown = shownOf(places, shares, marks.kept);
    const items: Content[] = shown.map((at) => {
      const row = rowOf(at);
      row.show(stateOf(at, shares, marks));
      const { below } = row;
      const children = tree.below[at] ?? [];
      if (children.length > 0 && isOpen(at)) fill(below, children, shares, marks, isOpen);
      else below.replaceChildren();
      return row.element;
    });
    const hidden = places.filter((at) => !shown.includes(at));
    if (hidden.length > 0) items.push(element("li", "others quiet", othersText(hidden, shares)));
    replaceInPlace(parent, items);
  }

  function stateOf(at: number, shares: TreeShares, marks: Marks): RowState {
    return {
      probability: shares.probabilities[at] ?? 0,
      interval: shares.intervals[at] ?? null,
      unseen: shares.unseen[at] ?? 0,
      threshold: shares.thresholds[(tree.classes[at]?.level ?? 1) - 1] ?? 1,
      mark: markOf(at, marks),
    };
  }

  return {
    element: element("div", "", list, outside),
    show(answer) {
      const shares = answer?.tree ?? emptyShares(tree);
      const marks = marksOf(tree, answer);
      fill(
        list,
        tree.top,
        shares,
        marks,
        (at) => (shares.probabilities[at] ?? 0) >= 0.1 || marks.kept.has(at),
      );
      outside.textContent = shares.outside >= 0.005 ? `Outside the taxonomy: ${percent(shares.outside)}` : "";
    },
  };
}

/** Which classes an answer names, and those that must be shown because of it. */
type Marks = {
  readonly answer: number | undefined;
  readonly missed: number | undefined;
  readonly kept: ReadonlySet<number>;
};

function markOf(at: number, { answer, missed }: Marks): RowState["mark"] {
  if (at === answer) return "answer";
  return at === missed ? "missed" : "none";
}

function marksOf(tree: ClassTree, answer: Answer | null): Marks {
  const kept = new Set<number>();
  let at: number | undefined;
  for (const label of answer?.answer?.path ?? []) {
    const places = at === undefined ? tree.top : (tree.below[at] ?? []);
    at = places.find((one) => tree.classes[one]?.label === label);
    if (at !== undefined) kept.add(at);
  }
  const next = at === undefined ? tree.top : (tree.below[at] ?? []);
  const fellShort = answer?.fallback?.child;
  const missed = next.find((one) => tree.classes[one]?.label === fellShort);
  if (missed !== undefined) kept.add(missed);
  return { answer: at, missed, kept };
}

function othersText(hidden: readonly number[], { probabilities }: TreeShares): string {
  const together = hidden.reduce((sum, at) => sum + (probabilities[at] ?? 0), 0);
  return `${countOf(hidden.length, "other", "others")}, together ${percent(together)}`;
}

function emptyShares({ classes, levels }: ClassTree): TreeShares {
  const zeros = classes.map(() => 0);
  return {
    probabilities: zeros,
    intervals: classes.map(() => null),
    unseen: zeros,
    outside: 0,
    thresholds: levels.map(() => 1),
  };
}

/** Gives a list its items; those that stay are not moved, which would end their transition. */
function replaceInPlace(list: HTMLElement, items: readonly Content[]): void {
  const kept = new Set(items);
  for (const child of [...list.childNodes]) if (!kept.has(child)) child.remove();
  items.forEach((item, k) => {
    const here = list.childNodes[k] ?? null;
    if (here !== item && typeof item !== "string") list.insertBefore(item, here);
  });
}
