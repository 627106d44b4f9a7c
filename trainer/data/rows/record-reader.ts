import { truncateTitle } from "../../../shared/answer/truncate-title.ts";
import type { Columns } from "../columns/columns.ts";
import { type FoundHeader, isBlank } from "../columns/find-columns.ts";
import { asText, type Cell, comparableName, type TableRecord } from "../formats/table.ts";
import { labelFiller } from "../labels/fill-down.ts";
import type { LabelledRow, SkippedRow } from "./labelled-row.ts";

/** What the records of all files are made into. */
export type RowSink = {
  readonly rows: LabelledRow[];
  readonly skipped: SkippedRow[];
  /** Titles that were too long, and are cut as the API cuts them. */
  readonly cut: Pick<LabelledRow, "file" | "row">[];
  /** Makes one array of equal labels. */
  readonly intern: (labels: readonly string[]) => readonly string[];
  /** Paths that are texts as yet, each an array of that one text. */
  readonly unparted: Set<readonly string[]>;
};

/** Titles of lines below a table that have sums in place of classes. */
const totals = /^\s*((grand |sub-?)?totals?|summe|gesamt(summe)?|somme|suma)\s*:?\s*$/i;

/** Makes rows of the records of one file, which stand below its header. */
export function recordReader(
  file: string,
  { names, columns }: FoundHeader,
  { title: titleColumn }: Columns,
  fillDown: boolean,
  { rows, skipped, cut, intern, unparted }: RowSink,
): (record: TableRecord) => void {
  const { title: titleAt, levels, holdsPaths } = columns;
  const all = titleAt < 0 ? levels : [titleAt, ...levels];
  const wanted = all.map((at) => comparableName(names[at] ?? ""));
  const isHeader = (cells: readonly Cell[]) =>
    asText(cells[all[0] ?? 0] ?? "").length <= 2 * (wanted[0]?.length ?? 0) &&
    all.every((at, k) => comparableName(asText(cells[at] ?? "")) === wanted[k]);
  const fill = fillDown ? labelFiller() : (labels: readonly string[]) => labels;
  const texts: string[] = new Array(levels.length).fill("");
  const readPath = (cells: readonly Cell[]): readonly string[] => {
    const [at = 0] = levels;
    const cell = cells[at] ?? "";
    if (typeof cell !== "string") return intern(cell);
    levels.forEach((level, k) => {
      texts[k] = asText(cells[level] ?? "");
    });
    const path = intern(fill(texts));
    if (holdsPaths) unparted.add(path);
    return path;
  };

  return ({ line, cells }) => {
    const skip = (reason: string, more?: Partial<SkippedRow>) =>
      void skipped.push({ file, row: line, reason, ...more });
    if (isBlank(cells)) return;
    if (cells.length > names.length && !isBlank(cells.slice(names.length))) {
      skip(`${cells.length} fields where the header has ${names.length}`, {
        advice: "--delimiter, --quote or --escape, if the file has another form than was detected",
      });
      return;
    }
    if (isHeader(cells)) {
      skip("the header once more", { harmless: true });
      return;
    }
    if (totals.test(asText(cells[titleAt] ?? "")) && levels.every((at) => isNumberOrEmpty(cells[at]))) {
      skip("a line of totals", { harmless: true });
      return;
    }
    const path = readPath(cells);
    const { title, truncated } = truncateTitle(asText(cells[titleAt] ?? "").trim());
    if (truncated) cut.push({ file, row: line });
    if (title !== "" || titleAt < 0) rows.push({ file, row: line, title, path });
    else if (fillDown && path.some((label) => label !== ""))
      skip(`no ${titleColumn}, only classes for the rows below`, { harmless: true });
    else skip(`no ${titleColumn}`);
  };
}

function isNumberOrEmpty(cell: Cell = ""): boolean {
  return !Number.isNaN(Number(asText(cell)));
}
