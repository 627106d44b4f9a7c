import { element } from "./elements.ts";

/** Start and end of a bar or an interval, as shares of the whole width. */
type Extent = { readonly from: number; readonly to: number };

/** A bar from 0 with its interval. Text beside it says the same, so screen readers skip it. */
export function shareBar(mean: number, interval: readonly [number, number]): HTMLElement {
  return bar("bar", { from: 0, to: mean }, { from: interval[0], to: interval[1] });
}

/** A bar to the right or left of the middle. `reach`: the value at either end. */
export function effectBar(mean: number, interval: readonly [number, number], reach: number): HTMLElement {
  const at = (value: number) => 0.5 + value / (2 * reach);
  const ends = [at(0), at(mean)].sort((a, b) => a - b);
  return bar(
    mean < 0 ? "bar against" : "bar",
    { from: ends[0] ?? 0, to: ends[1] ?? 0 },
    { from: at(interval[0]), to: at(interval[1]) },
  );
}

function bar(className: string, body: Extent, interval: Extent): HTMLElement {
  const made = element("div", className, spread("i", body), spread("b", interval));
  made.setAttribute("aria-hidden", "true");
  return made;
}

function spread(name: "i" | "b", { from, to }: Extent): HTMLElement {
  const made = element(name, "");
  // The page's policy allows styles set by script, but no style attributes.
  made.style.insetInlineStart = `${100 * from}%`;
  made.style.width = `${100 * Math.max(0, to - from)}%`;
  return made;
}
