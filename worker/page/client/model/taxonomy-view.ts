import { anyText, type Content, element } from "../dom/elements.ts";
import { countOf } from "../dom/figures.ts";
import type { ClassTree } from "../service/classes.ts";

/** The classes to browse, with the words that speak for each. */
export type TaxonomyView = {
  readonly elements: readonly Content[];
  /** Shows the classes whose label or words hold a text; all for an empty one. */
  filter(text: string): void;
};

/**
 * A list of classes that open and close.
 *
 * @param onWords called with the words of a class that a visitor wants to try
 */
export function taxonomyView(tree: ClassTree, onWords: (text: string) => void): TaxonomyView {
  const items = new Map<number, HTMLElement>();
  const status = element("p", "quiet");
  status.setAttribute("role", "status");

  function item(at: number): HTMLElement {
    const { label, words = [] } = tree.classes[at] ?? { label: "" };
    const below = tree.below[at] ?? [];
    const name = anyText("span", "label", label);
    const ofWords = element("p", "words", ...words.flatMap((word) => [anyText("span", "word", word), " "]));
    if (words.length > 0) ofWords.append(tryButton(label, words));
    const made =
      below.length === 0
        ? element("li", "", name, ofWords)
        : element(
            "li",
            "",
            element(
              "details",
              "",
              element("summary", "", name, " ", element("span", "quiet", classCount(below.length))),
              ofWords,
              element("ul", "", ...below.map(item)),
            ),
          );
    items.set(at, made);
    return made;
  }

  function tryButton(label: string, words: readonly string[]): HTMLButtonElement {
    const button = element("button", "small", "Try");
    button.type = "button";
    button.setAttribute("aria-label", `Try the first words of ${label}`);
    button.addEventListener("click", () => onWords(words.slice(0, 3).join(" ")));
    return button;
  }

  const list = element("ul", "taxonomy", ...tree.top.map(item));
  const summary = `${tree.levels.length === 1 ? "One level" : `${tree.levels.length} levels`}: ${tree.levels.join(", ")}.`;
  status.textContent = `${classCount(tree.classes.length)}. ${summary}`;

  return {
    elements: [status, list],
    filter(text) {
      const sought = text.trim().toLowerCase();
      let found = 0;
      const show = (at: number): boolean => {
        const { label = "", words = [] } = tree.classes[at] ?? {};
        const isHit = [label, ...words].some((one) => one.toLowerCase().includes(sought));
        const hasHitBelow = (tree.below[at] ?? []).map(show).some(Boolean);
        if (isHit) found++;
        const made = items.get(at);
        if (made !== undefined) made.hidden = !(isHit || hasHitBelow);
        const details = made?.querySelector("details");
        if (details) details.open = sought !== "" && hasHitBelow;
        return isHit || hasHitBelow;
      };
      for (const at of tree.top) show(at);
      status.textContent =
        sought === "" ? `${classCount(tree.classes.length)}. ${summary}` : `${classCount(found)} found.`;
    },
  };
}

function classCount(value: number): string {
  return countOf(value, "class", "classes");
}
