import { HedgeError } from "../../../shared/errors.ts";
import { type Cell, comparableName, type TableRecord } from "../formats/table.ts";
import { type Columns, type FoundColumns, pathColumnOf } from "./columns.ts";
import { proposeColumns } from "./propose-columns.ts";

/** Position of a column by its name; exactly, or else in any case. */
type Find = (name: string) => number;

/** Where the header is, and what it says. */
export type FoundHeader = {
  /** Position among the records; -1 where the format has names of its own. */
  readonly record: number;
  readonly names: readonly string[];
  readonly columns: FoundColumns;
};

/**
 * Finds the header among the first records of a file: the first that has all columns asked for. So
 * banners above it do not matter.
 *
 * @param names names of columns where the format has them itself
 * @throws HedgeError `missing-column`, with the columns there are and a proposal; `bad-input` for
 *   two columns of a name
 */
export function findHeader(
  file: string,
  names: readonly string[] | null,
  records: readonly TableRecord[],
  columns: Columns,
): FoundHeader {
  if (names !== null) {
    const found = findIn(file, names, records, columns);
    if (found === null) throw missingColumn(file, names, records, columns);
    return { record: -1, names, columns: found };
  }
  for (const [record, { cells }] of records.entries()) {
    const header = headerNames(cells);
    const found = findIn(file, header, records.slice(record + 1), columns);
    if (found !== null) return { record, names: header, columns: found };
  }
  const likely = likelyHeader(records);
  const header = headerNames(records[likely]?.cells ?? []);
  throw missingColumn(file, header, records.slice(likely + 1), columns);
}

/** A note about records above the header, `records` being the first; none if they are blank. */
export function describeAbove({ record }: FoundHeader, records: readonly TableRecord[]): string[] {
  const above = records.slice(0, Math.max(0, record)).filter(({ cells }) => !isBlank(cells));
  const line = records[record]?.line;
  return above.length > 0 ? [`the header is line ${line}, and what stands above it is left out`] : [];
}

/** The record that is most likely the header: the first that is as wide as most are. */
export function likelyHeader(records: readonly TableRecord[]): number {
  const widths = records.map(({ cells }) => cells.length);
  const counts = new Map<number, number>();
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [common] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0]);
  return Math.max(0, common > 0 ? widths.indexOf(common) : records.findIndex(({ cells }) => !isBlank(cells)));
}

/** A character that is neither white space nor a control character, as DOS put at ends. */
const visible = /[^\s\p{Cc}]/u;

/** Whether all cells of a record are empty. */
export function isBlank(cells: readonly Cell[]): boolean {
  return cells.every((cell) => (typeof cell === "string" ? !visible.test(cell) : cell.length === 0));
}

/** The cells of a header as names of columns: a list of values names none. */
export function headerNames(cells: readonly Cell[]): string[] {
  return cells.map((cell) => (typeof cell === "string" ? cell.replaceAll("\ufeff", "").trim() : ""));
}

/** The columns asked for among these names; null if one is missing. */
function findIn(
  file: string,
  names: readonly string[],
  records: readonly TableRecord[],
  { title, levels, path }: Columns,
): FoundColumns | null {
  const find = columnFinder(file, names);
  const titleAt = title === null ? -1 : find(title);
  if (titleAt < 0 && title !== null) return null;
  if (path !== undefined) {
    const at = find(path);
    return at < 0 ? null : { title: titleAt, levels: [at], holdsPaths: true };
  }
  const found = levels.map(find);
  if (found.every((at) => at >= 0)) return { title: titleAt, levels: found, holdsPaths: levels.length === 1 };
  const column = pathColumnOf(levels);
  const at = column === undefined ? -1 : find(column);
  if (at >= 0) return { title: titleAt, levels: [at], holdsPaths: true };
  if (found.some((level) => level >= 0)) return null;
  // A single column of lists is the path, and the names asked for are those of its levels.
  const holdsLists = (column: number) => records.some(({ cells }) => Array.isArray(cells[column]));
  const lists = [...names.keys()].filter(holdsLists);
  return lists.length === 1 ? { title: titleAt, levels: lists, holdsPaths: true } : null;
}

function columnFinder(file: string, names: readonly string[]): Find {
  return (name) => {
    const exact = positions(names, (one) => one === name);
    const found =
      exact.length > 0 ? exact : positions(names, (one) => comparableName(one) === comparableName(name));
    if (found.length > 1) {
      const two = found.map((at) => `"${names[at]}"`).join(" and ");
      throw new HedgeError("bad-input", `"${file}" has two columns ${two}; rename one of them.`);
    }
    return found[0] ?? -1;
  };
}

function positions(names: readonly string[], matches: (name: string) => boolean): number[] {
  return [...names.keys()].filter((column) => matches(names[column] ?? ""));
}

/** Whether a supposed header repeats below, as names of columns do not. */
function looksLikeData(names: readonly string[], records: readonly TableRecord[]): boolean {
  return names.some((name, at) => name !== "" && records.some(({ cells }) => cells[at] === name));
}

function missingColumn(
  file: string,
  names: readonly string[],
  records: readonly TableRecord[],
  { title, levels, path, withoutProposal }: Columns,
): HedgeError {
  const find = columnFinder(file, names);
  const missing = [...(title === null ? [] : [title]), ...(path === undefined ? levels : [path])].find(
    (name) => find(name) < 0,
  );
  const there = names.map((name) => `"${name}"`).join(", ");
  const wantsLevels = levels.length > 0 || path !== undefined;
  const proposal = withoutProposal ? "" : proposeColumns(names, records, wantsLevels);
  if (looksLikeData(names, records)) {
    return new HedgeError(
      "missing-column",
      `"${file}" has no column "${missing}", and seems to have no header line: put one above its first line, for example ${[title ?? "", ...levels].join(",")}.`,
    );
  }
  return new HedgeError(
    "missing-column",
    `"${file}" has no column "${missing}"; its columns are ${there}${proposal === "" ? "" : `, so perhaps ${proposal}`}.`,
  );
}
