/** Texts between the names of a path, those that hardly stand in a name first. */
const separators = [
  ...["&gt;", ">>", "->", "=>", ">", "›", "»", "→", "::"],
  ...[" | ", "|", " / ", "/", "\\", " - ", ";", ":", ",", "."],
];
/** Those that names have themselves (`TV/Audio`): paths must also share their beginnings. */
const commonInNames = new Set([" | ", "|", " / ", "/", "\\", " - "]);
/** Those that stand in most texts: the tree must show in the values. */
const commonInTexts = new Set([";", ":", ",", "."]);
/** Least share of the distinct values that has the separator. */
const leastShare = 0.3;
const leastShareOfCommon = 0.8;

/**
 * A separator, `json` for arrays of names, which may be Python's, or null where every value is one
 * name.
 */
export type PathSeparator = string | null;

/**
 * Tells what separates the names of the paths in a column. A separator counts if three in ten of
 * the distinct values have it. One that names often have themselves must be in four of five, and at
 * least two values in three must share their first name with another. For those that stand in most
 * texts see `formTree`.
 *
 * @param least share of the distinct values that must have the separator
 */
export function detectSeparator(values: ReadonlySet<string>, least = leastShare): PathSeparator {
  const all = [...values].filter((value) => value !== "");
  if (all.length === 0) return null;
  if (all.every((value) => jsonNames(value) !== null)) return "json";
  const found = separators.find((separator) => {
    const parted = all.filter((value) => value.includes(separator));
    if (commonInTexts.has(separator)) return formTree(all, separator);
    if (!commonInNames.has(separator)) return parted.length > 0 && parted.length >= least * all.length;
    return parted.length >= leastShareOfCommon * all.length && shareBeginnings(parted, separator);
  });
  return found ?? null;
}

/**
 * The commonest separator in values that are no paths, of those that names hardly have, and the
 * number of values with it; null if there is none.
 */
export function straySeparator(
  values: ReadonlySet<string>,
): { readonly separator: string; readonly count: number } | null {
  const counts = separators
    .filter((separator) => !commonInNames.has(separator))
    .map((separator) => ({
      separator,
      count: [...values].filter((value) => value.includes(separator)).length,
    }));
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count > 0 ? most : null;
}

/**
 * Whether values are paths beyond doubt. Each has names on both sides of the separator, and several
 * first names have three paths or more on average. The separator is no mark in numbers, dates or
 * abbreviations (`01.11`, `10:30`, `1,500 ml`, `Dr. Smith`).
 */
function formTree(values: readonly string[], separator: string): boolean {
  const escaped = separator.replace(".", "\\.");
  const isMark = new RegExp(`\\d\\s*${escaped}\\s*\\d${separator === "." ? "|\\.\\s" : ""}`);
  const isPath = (value: string) =>
    !isMark.test(value) &&
    value.includes(separator) &&
    value.split(separator).every((name) => name.trim() !== "");
  const firsts = new Set(values.map((value) => value.slice(0, value.indexOf(separator)).trim()));
  return values.every(isPath) && firsts.size > 1 && 3 * firsts.size <= values.length;
}

function shareBeginnings(values: readonly string[], separator: string): boolean {
  const counts = new Map<string, number>();
  const first = (value: string) => value.slice(0, value.indexOf(separator)).trim();
  for (const value of values) counts.set(first(value), (counts.get(first(value)) ?? 0) + 1);
  const shared = values.filter((value) => (counts.get(first(value)) ?? 0) > 1).length;
  return shared >= (2 / 3) * values.length;
}

/**
 * Names of a path, from the top down, without white space around them. A separator in front of the
 * first name, or behind the last, adds none (`/Toys/Games/`).
 */
export function splitPath(value: string, separator: PathSeparator): string[] {
  if (separator === null) return [value.trim()];
  const names = separator === "json" ? (jsonNames(value) ?? [value]) : value.split(separator);
  const trimmed = names.map((name) => name.trim());
  const start = trimmed.length > 1 && trimmed[0] === "" ? 1 : 0;
  return trimmed.slice(start, trimmed.findLastIndex((name) => name !== "") + 1);
}

/** Names of an array, as JSON or Python write it; null for anything else. */
function jsonNames(value: string): string[] | null {
  if (!value.startsWith("[")) return null;
  try {
    const names: unknown = JSON.parse(value);
    return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
  } catch {
    return pythonNames(value);
  }
}

const quotedName = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;

function pythonNames(value: string): string[] | null {
  if (!/^\[[\s,]*\]$/.test(value.replace(quotedName, ""))) return null;
  return Array.from(value.matchAll(quotedName), ([, single, double]) =>
    (single ?? double ?? "").replace(/\\(.)/g, "$1"),
  );
}
