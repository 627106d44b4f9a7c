import { byId, element } from "../dom/elements.ts";
import { count, countOf, percent } from "../dom/figures.ts";
import { scrolling, table } from "../model/model-card.ts";
import type { Settings } from "../service/ask.ts";
import { checkLabels } from "./check-labels.ts";
import { type Label, labelRows } from "./label-rows.ts";
import { addedCells, addedColumns, labelledCsv } from "./labelled-table.ts";
import { readTable, type Table } from "./read-table.ts";

/** Rows that are shown of a labelled file. */
const shownRows = 20;

const input = byId("file-input", HTMLInputElement);
const setup = byId("file-setup", HTMLElement);
const column = byId("file-column", HTMLSelectElement);
const start = byId("file-start", HTMLButtonElement);
const stop = byId("file-stop", HTMLButtonElement);
const progress = byId("file-progress", HTMLProgressElement);
const status = byId("file-status", HTMLElement);
const result = byId("file-result", HTMLElement);

let opened: { readonly table: Table; readonly name: string } | undefined;
let running: AbortController | undefined;
let download: string | undefined;

/**
 * Makes files labelled: chosen in the form, or dropped anywhere on the page.
 *
 * @param settings how texts are to be answered now
 * @param levels names of the model's levels, once it is loaded
 * @param onDrop called when a file was dropped, to bring this part of the page forward
 */
export function setUpFiles(
  settings: () => Settings,
  levels: () => Promise<readonly string[]>,
  onDrop: () => void,
): void {
  input.addEventListener("change", () => void open(input.files?.[0]));
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  for (const name of ["dragleave", "drop"] as const)
    document.addEventListener(name, () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    onDrop();
    void open(file);
  });
  start.addEventListener("click", () => void levels().then((names) => label(settings(), names)));
  stop.addEventListener("click", () => running?.abort());
}

async function open(file: File | undefined): Promise<void> {
  running?.abort();
  setup.hidden = result.hidden = true;
  if (file === undefined) return;
  try {
    const read = await readTable(file);
    opened = { table: read, name: file.name };
    column.replaceChildren(
      ...read.columns.map((name, k) => {
        const option = element("option", "", name === "" ? `Column ${k + 1}` : name);
        option.value = String(k);
        return option;
      }),
    );
    column.value = String(read.textColumn);
    status.textContent = `${file.name}: ${countOf(read.rows.length, "row", "rows")}.`;
    setup.hidden = false;
    progress.hidden = stop.hidden = true;
    start.hidden = false;
    start.focus();
  } catch (error) {
    status.textContent = `${file.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function label(settings: Settings, levels: readonly string[]): Promise<void> {
  if (opened === undefined) return;
  const { table: rows, name } = opened;
  const texts = rows.rows.map((row) => row[Number(column.value)] ?? "");
  const mine = new AbortController();
  running = mine;
  progress.max = texts.length;
  progress.value = 0;
  start.hidden = true;
  progress.hidden = stop.hidden = false;
  result.hidden = true;
  const began = performance.now();
  const { labels, problem } = await labelRows(texts, settings, mine.signal, (done) => {
    progress.value = done;
    status.textContent = `${count(done)} of ${count(texts.length)} labelled.`;
  });
  if (running !== mine) return;
  start.hidden = false;
  progress.hidden = stop.hidden = true;
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const asked = labels.filter(({ kind }) => kind !== "not-asked").length;
  const done = `${count(asked)} of ${countOf(texts.length, "text", "texts")} labelled in ${seconds} seconds.`;
  status.textContent = problem === null ? done : `${done} ${problem}`;
  show(rows, labels, levels, name);
}

function show(rows: Table, labels: readonly Label[], levels: readonly string[], name: string): void {
  if (download !== undefined) URL.revokeObjectURL(download);
  const csv = labelledCsv(rows, labels, levels);
  // Spreadsheets take a file for UTF-8 only where it begins with a mark.
  download = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
  const link = element("a", "button", "Download CSV");
  link.href = download;
  link.download = `${name.replace(/(\.[a-z]+)?(\.gz)?$/i, "")}.labelled.csv`;
  const text = Number(column.value);
  const head = [rows.columns[text] ?? "", ...addedColumns(rows.columns, levels)];
  const body = rows.rows
    .slice(0, shownRows)
    .map((row, k) => [row[text] ?? "", ...addedCells(labels[k], levels)]);
  const checked = checkLabels(rows, labels, levels);
  result.replaceChildren(
    element("p", "", link),
    scrolling(table(["Outcome", "Texts", "Share"], outcomes(labels, levels))),
    ...(checked === "" ? [] : [element("p", "", checked)]),
    element("h3", "", labels.length > shownRows ? `The first ${shownRows} rows` : "The rows"),
    scrolling(table(head, body)),
  );
  result.hidden = false;
}

/** How many texts were answered at each level, and why the others were not. */
function outcomes(labels: readonly Label[], levels: readonly string[]): string[][] {
  const counts = new Map<string, number>(levels.map((level) => [`answered: ${level}`, 0]));
  for (const one of labels) {
    const outcome = outcomeOf(one, levels);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([outcome, texts]) => [outcome, count(texts), percent(texts / labels.length)]);
}

function outcomeOf(one: Label, levels: readonly string[]): string {
  if (one.kind === "not-asked") return "not asked";
  if (one.kind === "refused") return "no text";
  const { answer, fallback } = one.answer;
  if (answer === null) return `no answer: ${fallback?.reason ?? ""}`;
  return `answered: ${levels[answer.level - 1] ?? ""}`;
}
