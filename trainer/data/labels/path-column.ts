/** Texts between the names of a path, those that hardly stand in a name first. */
const separators = [" > ", ">", "»", "→", "::", " | ", "|", " / ", "/", "\\", " - "];
/** Those that names have themselves (`TV/Audio`): paths must also share their beginnings. */
const commonInNames = new Set([" | ", "|", " / ", "/", "\\", " - "]);
/** Least share of the distinct values that has the separator. */
const leastShare = 0.5;
const leastShareOfCommon = 0.8;

/** A separator, `json` for arrays of names, or null where every value is one name. */
export type PathSeparator = string | null;

/**
 * Tells what separates the names of the paths in a column. A separator counts if half of the
 * distinct values have it. One that names often have themselves must be in four of five, and at
 * least two values in three must share their first name with another.
 *
 * @param least share of the distinct values that must have the separator
 */
export function detectSeparator(values: ReadonlySet<string>, least = leastShare): PathSeparator {
  const all = [...values].filter((value) => value !== "");
  if (all.length === 0) return null;
  if (all.every((value) => jsonNames(value) !== null)) return "json";
  const found = separators.find((separator) => {
    const parted = all.filter((value) => value.includes(separator));
    if (!commonInNames.has(separator)) return parted.length > 0 && parted.length >= least * all.length;
    return parted.length >= leastShareOfCommon * all.length && shareBeginnings(parted, separator);
  });
  if (found === undefined) return null;
  return commonInNames.has(found) ? found : found.trim();
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
 * first name is left out (`/Toys/Games`).
 */
export function splitPath(value: string, separator: PathSeparator): string[] {
  if (separator === null) return [value.trim()];
  const names = separator === "json" ? (jsonNames(value) ?? [value]) : value.split(separator);
  const trimmed = names.map((name) => name.trim());
  return trimmed.length > 1 && trimmed[0] === "" ? trimmed.slice(1) : trimmed;
}

function jsonNames(value: string): string[] | null {
  if (!value.startsWith("[")) return null;
  try {
    const names: unknown = JSON.parse(value);
    return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
  } catch {
    return null;
  }
}
