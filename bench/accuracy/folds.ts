import { type Split, splitByTitle } from "../../trainer/data/split-by-title.ts";

/** The parts that titles fall into; each is held out once if all folds are run. */
export const foldParts = 3;

/** Seed of the folds within the training titles of the split of `seed`. */
export function foldSeed(seed: number): number {
  return (seed + 1000) % 2 ** 32;
}

/**
 * Folds within the training titles of a split, for choices that must not see its test titles. The
 * titles fall into three parts of the same size by the ranking of `splitByTitle` with `foldSeed`.
 * Fold f holds out part f with every row that has one of its titles.
 *
 * @param test share of the titles that the split keeps for its test
 */
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
