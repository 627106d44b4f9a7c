import { element } from "./elements.ts";

/** Start and end of a bar or an interval, as shares of the whole width. */
export type Extent = { readonly from: number; readonly to: number };

/** Sets where a part of a bar begins and ends. */
export function place(part: HTMLElement, { from, to }: Extent): void {
  // The page's policy allows styles set by script, but no style attributes.
  part.style.insetInlineStart = `${100 * from}%`;
  part.style.width = `${100 * Math.max(0, to - from)}%`;
}

/** A bar of parts. Text beside it says the same, so screen readers skip it. */
export function bar(className: string, ...parts: readonly HTMLElement[]): HTMLElement {
  const made = element("div", className, ...parts);
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** A bar to the right or left of the middle. `reach`: the value at either end. */
export function effectBar(mean: number, interval: readonly [number, number], reach: number): HTMLElement {
  const at = (value: number) => 0.5 + value / (2 * reach);
  const ends = [at(0), at(mean)].sort((a, b) => a - b);
  const [body, whiskers] = [element("i", ""), element("b", "")];
  place(body, { from: ends[0] ?? 0, to: ends[1] ?? 0 });
  place(whiskers, { from: at(interval[0]), to: at(interval[1]) });
  return bar(mean < 0 ? "bar middle against" : "bar middle", body, whiskers);
}
