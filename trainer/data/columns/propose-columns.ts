import type { TableRecord } from "../formats/table.ts";

/** Names of columns that often hold titles, and labels. */
const titleNames =
  /title|name|product|article|artikel|bezeichnung|titel|titre|titulo|text|query|description/i;
const labelNames =
  /categor|kategorie|class|label|path|department|group|gruppe|type|level|parent|child|sector|taxonomy|genre|intent/i;
/** Largest share of distinct values of a column of labels. */
const mostDistinct = 0.5;

type Column = {
  readonly name: string;
  /** Share of distinct values among those that are not empty. */
  readonly distinct: number;
  readonly isNumber: boolean;
  /** Mean number of characters. */
  readonly length: number;
};

/**
 * The columns that most likely hold titles and labels, as options: the title by its name, or by the
 * length of its texts; labels by their names, or by how often they repeat. Empty where nothing is
 * likely.
 *
 * @param wantsLevels whether columns of labels are wanted, too
 */
export function proposeColumns(
  names: readonly string[],
  records: readonly TableRecord[],
  wantsLevels: boolean,
): string {
  const columns = names.flatMap((name, at) => (name === "" ? [] : [describe(name, at, records)]));
  const texts = columns.filter(({ isNumber }) => !isNumber).sort((a, b) => b.length - a.length);
  const titles = texts.filter(({ name }) => titleNames.test(name) && !labelNames.test(name));
  const title = titles[0] ?? texts.find(({ distinct }) => distinct > mostDistinct);
  if (title === undefined) return "";
  const others = columns.filter((one) => one !== title && !one.isNumber);
  const named = others.filter(({ name }) => labelNames.test(name));
  const levels = named.length > 0 ? named : others.filter(({ distinct }) => distinct <= mostDistinct);
  if (!wantsLevels) return `--title ${shellWord(title.name)}`;
  if (levels.length === 0) return "";
  const sorted = levels.toSorted((a, b) => a.distinct - b.distinct);
  return `--title ${shellWord(title.name)} --levels ${shellWord(joinNames(sorted.map(({ name }) => name)))}`;
}

/** Names as `--levels` takes them: separated by commas, in quotes where a name has one. */
function joinNames(names: readonly string[]): string {
  return names.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(",");
}

function shellWord(text: string): string {
  return /^[\p{L}\p{N}_,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function describe(name: string, at: number, records: readonly TableRecord[]): Column {
  const values = records.map(({ cells }) => String(cells[at] ?? "").trim()).filter((value) => value !== "");
  const total = values.reduce((sum, value) => sum + value.length, 0);
  return {
    name,
    distinct: values.length === 0 ? 0 : new Set(values).size / values.length,
    isNumber: values.length > 0 && values.every((value) => Number.isFinite(Number(value))),
    length: total / Math.max(1, values.length),
  };
}
