import { foreign, type Html, html } from "./html.ts";
import { percent } from "./plots/document.ts";

/** A cell: what is shown, and what the column is sorted by where that differs. */
export type Cell = Html | string | number | { readonly shown: Html | string; readonly sortBy: number };

/** A table that readers can sort by a column. Columns of `numbers` are aligned to the right. */
export function sortableTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  numbers: readonly number[] = [],
): Html {
  if (rows.length === 0) return html``;
  const kind = (column: number) => (numbers.includes(column) ? "number" : "text");
  return html`<div class="scroll"><table class="sortable"><thead><tr>${head.map(
    (name, column) =>
      html`<th scope="col" class="${kind(column)}"><button type="button">${name}</button></th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => showCell(cell, kind(column)))}</tr>`)}</tbody></table></div>`;
}

function showCell(cell: Cell, kind: string): Html {
  if (typeof cell === "object" && "sortBy" in cell)
    return html`<td class="${kind}" data-sort="${cell.sortBy}">${cell.shown}</td>`;
  return html`<td class="${kind}">${cell}</td>`;
}

/** A share with its place in the order; a missing one comes last. */
export function shareCell(share: number | null): Cell {
  return share === null ? { shown: "–", sortBy: -1 } : { shown: percent(share), sortBy: share };
}

/** A number that may be undefined, with a few digits. */
export function numberCell(value: number, digits: number): Cell {
  return Number.isFinite(value)
    ? { shown: value.toFixed(digits), sortBy: value }
    : { shown: "–", sortBy: Number.MAX_VALUE };
}

/** A path of labels. */
export function showPath(path: readonly string[]): Html {
  return foreign(path.join(" › "));
}

/** A count with separated thousands, and its noun. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${value.toLocaleString("en")} ${value === 1 ? noun : plural}`;
}
