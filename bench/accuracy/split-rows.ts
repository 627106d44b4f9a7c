import { type Path, pathKey } from "../../shared/tree/taxonomy.ts";
import type { Split } from "../../trainer/data/split-by-title.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { shuffled } from "../harness/statistics.ts";

type Row = { readonly path: Path };

/** At most `most` rows of each class, chosen at random. Rows keep their order. */
export function capClasses<T extends Row>(rows: readonly T[], most: number, seed: number): T[] {
  const kept = chooseRows(rows, (count) => Math.min(most, count), seedStream(seed, 0));
  return rows.filter((row) => kept.has(row));
}

/**
 * Holds out a share of the rows of each class, rounded to whole rows. A title that occurs twice may
 * be on both sides. Rows keep their order.
 */
export function stratifiedSplit<T extends Row>(rows: readonly T[], share: number, seed: number): Split<T> {
  const chosen = chooseRows(rows, (count) => Math.round(share * count), seedStream(seed, 1));
  return {
    kept: rows.filter((row) => !chosen.has(row)),
    heldOut: rows.filter((row) => chosen.has(row)),
  };
}

/** Rows of each class chosen at random, the classes in the order of their paths. */
function chooseRows<T extends Row>(
  rows: readonly T[],
  howMany: (count: number) => number,
  random: Uint32Array,
): Set<T> {
  const classes = [...Map.groupBy(rows, ({ path }) => pathKey(path))].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const chosen = classes.flatMap(([, own]) =>
    shuffled(own.length, random)
      .slice(0, howMany(own.length))
      .flatMap((at) => own[at] ?? []),
  );
  return new Set(chosen);
}
