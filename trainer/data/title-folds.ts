import { inHashOrder } from "./in-hash-order.ts";

/**
 * Parts titles into folds of the same size, give or take a title. Titles are ranked by a hash of
 * seed and title, so the folds depend on the set of titles and the seed alone. Rows with the same
 * title, of one class or of several, are in one fold.
 *
 * @param count folds wanted; there are fewer where there are fewer distinct titles
 * @returns the fold of every row, from 0
 */
export function titleFolds(titles: readonly string[], count: number, seed: number): Int32Array {
  const ranked = inHashOrder([...new Set(titles)], (title) => [seed, "fold", title]);
  const foldOf = new Map(ranked.map((title, rank) => [title, rank % count]));
  return Int32Array.from(titles, (title) => foldOf.get(title) ?? 0);
}

/** Some rows of labelled titles, in the order given. */
export function pickRows(
  { titles, labels }: { readonly titles: readonly string[]; readonly labels: ArrayLike<number> },
  rows: readonly number[],
): { readonly titles: string[]; readonly labels: number[] } {
  return { titles: rows.map((row) => titles[row] ?? ""), labels: rows.map((row) => labels[row] ?? 0) };
}
