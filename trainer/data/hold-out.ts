import { pathKey } from "../../shared/tree/taxonomy.ts";
import type { LabelledRow } from "./rows/labelled-row.ts";
import { rankTitles, type Split } from "./split-by-title.ts";

/** Rows for training and rows held out. `lacking` titles fewer than asked for are held out. */
export type HoldOut = Split<LabelledRow> & { readonly lacking: number };

/**
 * Holds out a share of the titles as `splitByTitle` does, but leaves every class a title: one that
 * would be the last of a class to train on stays, and the next of the ranking is held out instead.
 */
export function holdOut(rows: readonly LabelledRow[], share: number, seed: number): HoldOut {
  if (share === 0) return { kept: [...rows], heldOut: [], lacking: 0 };
  const classesOf = new Map<string, Set<string>>();
  const keys = new Map<readonly string[], string>();
  for (const { title, path } of rows) {
    const key = keys.get(path) ?? pathKey(path);
    keys.set(path, key);
    const classes = classesOf.get(title) ?? new Set();
    classesOf.set(title, classes.add(key));
  }
  const left = new Map<string, number>();
  for (const classes of classesOf.values())
    for (const one of classes) left.set(one, (left.get(one) ?? 0) + 1);

  const wanted = Math.round(share * classesOf.size);
  const chosen = new Set<string>();
  for (const title of rankTitles(rows, seed)) {
    if (chosen.size === wanted) break;
    const classes = classesOf.get(title) ?? new Set();
    if ([...classes].some((one) => (left.get(one) ?? 0) < 2)) continue;
    for (const one of classes) left.set(one, (left.get(one) ?? 0) - 1);
    chosen.add(title);
  }
  return {
    kept: rows.filter(({ title }) => !chosen.has(title)),
    heldOut: rows.filter(({ title }) => chosen.has(title)),
    lacking: wanted - chosen.size,
  };
}
