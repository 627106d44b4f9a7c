import type { WantedNames } from "../formats/detect-dialect.ts";

/** Names of the columns asked for. */
export type Columns = {
  /** Null to read paths alone. */
  readonly title: string | null;
  /**
   * Columns of the levels, from the top of the taxonomy down; empty to read titles alone. With
   * `path`, or where the file has a column of lists instead, they only name the levels. A single
   * one may hold paths.
   */
  readonly levels: readonly string[];
  /** Column that holds whole paths. */
  readonly path?: string | undefined;
  /** No options are proposed for a missing column, since these names come from no options. */
  readonly withoutProposal?: true;
};

/**
 * Columns of one file, as positions; -1 for no column of titles. `levels` has one where a column
 * holds whole paths.
 */
export type FoundColumns = {
  readonly title: number;
  readonly levels: readonly number[];
  readonly holdsPaths: boolean;
};

/** Names of the levels of a column of paths, as a model has them: `category 1`, `category 2`. */
export function pathLevelNames(column: string, depth: number): string[] {
  return Array.from({ length: depth }, (_, level) => `${column} ${level + 1}`);
}

/** The column of paths whose levels have these names, the reverse of `pathLevelNames`. */
export function pathColumnOf(levels: readonly string[]): string | undefined {
  const column = /^(.+) 1$/.exec(levels[0] ?? "")?.[1];
  if (column === undefined) return undefined;
  const names = pathLevelNames(column, levels.length);
  return names.every((name, level) => name === levels[level]) ? column : undefined;
}

/** The names that a file's header may have, in the ways in which classes may stand there. */
export function wantedNames({ title, levels, path }: Columns): WantedNames {
  const first = title === null ? [] : [title];
  if (path !== undefined) return [[...first, path]];
  const column = pathColumnOf(levels);
  return [[...first, ...levels], ...(column === undefined ? [] : [[...first, column]])];
}
