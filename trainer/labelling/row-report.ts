import { describeCut } from "../data/read-rows.ts";
import type { LabelledTitle } from "./answer-cells.ts";
import type { InputFile, InputRow } from "./input-rows.ts";

/** How many rows were labelled. */
export type LabelCounts = {
  readonly rows: number;
  readonly answered: number;
  /** Rows without a title. */
  readonly blank: number;
};

/** Lines of one kind: the first, and how many there are. */
type Lines = { first: { file: string; row: number } | null; count: number };

/** Counts rows, and what a user should know of them. */
export type RowReport = {
  add(input: InputFile, rows: readonly InputRow[], labels: readonly LabelledTitle[]): void;
  counts(): LabelCounts;
  describe(): string[];
};

/**
 * @param keepsExtraCells whether cells that no column has are written
 * @param keepsOtherKeys whether keys that no column has are written
 */
export function rowReport(keepsExtraCells: boolean, keepsOtherKeys: boolean): RowReport {
  const counts = { rows: 0, answered: 0, blank: 0 };
  const lines = { cut: none(), extra: none(), keys: none() };
  const note = (kind: Lines, file: string, row: number) => {
    kind.first ??= { file, row };
    kind.count++;
  };
  return {
    add: ({ file, names }, rows, labels) => {
      const columns = new Set(names);
      rows.forEach(({ record: { line, cells, source }, title }, k) => {
        counts.rows++;
        if (title === "") counts.blank++;
        if (labels[k]?.values[0] != null) counts.answered++;
        if (labels[k]?.wasCut) note(lines.cut, file, line);
        if (cells.length > names.length) note(lines.extra, file, line);
        if (source !== undefined && Object.keys(source).some((key) => !columns.has(key)))
          note(lines.keys, file, line);
      });
    },
    counts: () => counts,
    describe: () => [
      ...(lines.cut.first ? [describeCut(lines.cut.first, lines.cut.count)] : []),
      ...describeLines(
        lines.extra,
        `more cells than there are columns; they ${keepsExtraCells ? "stand behind the last column" : "are left out"}`,
      ),
      ...(keepsOtherKeys
        ? []
        : describeLines(lines.keys, "keys that the first rows do not have; they are left out")),
    ],
  };
}

function none(): Lines {
  return { first: null, count: 0 };
}

function describeLines({ first, count }: Lines, what: string): string[] {
  if (first === null) return [];
  return [
    `${count} ${count === 1 ? "row has" : "rows have"} ${what}: the first is ${first.file}, line ${first.row}`,
  ];
}
