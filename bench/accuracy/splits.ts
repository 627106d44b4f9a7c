import { type Path, pathKey } from "../../shared/tree/taxonomy.ts";
import { rankTitles, type Split, splitByTitle } from "../../trainer/data/split-by-title.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { shuffled } from "../harness/statistics.ts";

/** The parts that titles fall into; each is held out once if all folds are run. */
export const foldParts = 3;

/** The seed of the folds within a split, another one than that of the split. */
export function foldSeed(seed: number): number {
  return (seed + 1000) % 2 ** 32;
}

/** Folds within the training titles of a split, for choices that must not see its test titles. */
export function trainingFolds<T extends { readonly title: string }>(
  rows: readonly T[],
  test: number,
  seed: number,
): Split<T>[] {
  const { kept: training } = splitByTitle(rows, test, seed);
  const first = splitByTitle(training, 1 / foldParts, foldSeed(seed));
  const second = splitByTitle(first.kept, 1 / 2, foldSeed(seed));
  return [first.heldOut, second.heldOut, second.kept].map((heldOut) => {
    const titles = new Set(heldOut.map(({ title }) => title));
    return { kept: training.filter(({ title }) => !titles.has(title)), heldOut };
  });
}

/** The rows of so many titles, or of all if there are fewer, chosen by a hash of seed and title. */
export function someTitles<T extends { readonly title: string }>(
  rows: readonly T[],
  count: number,
  seed: number,
): T[] {
  const chosen = new Set(rankTitles(rows, seed).slice(0, count));
  return rows.filter(({ title }) => chosen.has(title));
}

type Row = { readonly path: Path };

/** At most `most` rows of each class, chosen at random. Rows keep their order. */
export function capClasses<T extends Row>(rows: readonly T[], most: number, seed: number): T[] {
  const kept = chooseRows(rows, (count) => Math.min(most, count), seedStream(seed, 0));
  return rows.filter((row) => kept.has(row));
}

/** Holds out a share of the rows of each class, rounded to whole rows. */
export function stratifiedSplit<T extends Row>(rows: readonly T[], share: number, seed: number): Split<T> {
  const chosen = chooseRows(rows, (count) => Math.round(share * count), seedStream(seed, 1));
  return { kept: rows.filter((row) => !chosen.has(row)), heldOut: rows.filter((row) => chosen.has(row)) };
}

/** Rows of each class chosen at random, the classes in the order of their paths. */
function chooseRows<T extends Row>(
  rows: readonly T[],
  howMany: (count: number) => number,
  random: Uint32Array,
): Set<T> {
  const classes = [...Map.groupBy(rows, ({ path }) => pathKey(path))];
  const chosen = classes
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const places = shuffled(own.length, random).slice(0, howMany(own.length));
      return places.flatMap((at) => own[at] ?? []);
    });
  return new Set(chosen);
}
