import { formatCsv } from "../../../trainer/data/formats/csv-text.ts";
import { type ProfileName, profiles } from "./profiles.ts";
import { syntheticTitles } from "./synthetic-titles.ts";
import { makeTree } from "./synthetic-tree.ts";

/** A synthetic catalogue: one seed, one file. */
export type SyntheticCatalogue = {
  readonly rows: number;
  /** Classes of each level, from the top. */
  readonly classes: readonly number[];
  readonly like: ProfileName;
  readonly seed: number;
};

/** Rows that are formatted at a time. */
const chunkRows = 10_000;

/** Columns of the classes, from the top. */
export function levelNames(classes: readonly number[]): string[] {
  return classes.map((_, level) => `level${level + 1}`);
}

/** A catalogue as a CSV file in pieces, so that memory does not grow with it. */
export function* syntheticCsv({ rows, classes, like, seed }: SyntheticCatalogue): Generator<string> {
  const profile = profiles[like];
  const titles = syntheticTitles(makeTree(classes, profile.classSpread, seed), profile, seed);
  yield formatCsv([["title", ...levelNames(classes)]]);
  for (let done = 0; done < rows; done += chunkRows) {
    const records = Array.from({ length: Math.min(chunkRows, rows - done) }, () => {
      const { title, path } = titles.next().value;
      return [title, ...path];
    });
    yield formatCsv(records);
  }
}
