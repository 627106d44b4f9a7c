import { inHashOrder } from "./in-hash-order.ts";

/** Two parts of some rows that share no title. */
export type Split<T> = { readonly kept: T[]; readonly heldOut: T[] };

/**
 * Holds out a share of the titles, with every row that has one of them. Titles are ranked by a
 * hash of seed and title, and the first are held out. So the split depends on the set of titles
 * and the seed alone, and not on the order of rows. Every title is equally likely. Rows keep their
 * order. A share of 0 holds nothing out.
 *
 * @param share share of distinct titles to hold out, rounded to whole titles, in [0, 1]
 */
export function splitByTitle<T extends { readonly title: string }>(
  rows: readonly T[],
  share: number,
  seed: number,
): Split<T> {
  const ranked = rankTitles(rows, seed);
  const chosen = new Set(ranked.slice(0, Math.round(share * ranked.length)));
  return {
    kept: rows.filter(({ title }) => !chosen.has(title)),
    heldOut: rows.filter(({ title }) => chosen.has(title)),
  };
}

/** The distinct titles by a hash of seed and title. */
export function rankTitles(rows: readonly { readonly title: string }[], seed: number): string[] {
  const distinct = [...new Set(rows.map(({ title }) => title))];
  return inHashOrder(distinct, (title) => [seed, title]);
}
