import { rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { Model } from "../../shared/artifact/model.ts";
import { thresholdsFor } from "../../shared/decision/thresholds.ts";
import type { ReadOptions } from "../data/formats/table.ts";
import { cleanUpAtExit } from "../files/clean-up-at-exit.ts";
import { replaceFile } from "../files/write-atomically.ts";
import type { Progress, Task } from "../progress/progress.ts";
import { addedColumns, distinctNames, type LabelOptions } from "./answer-cells.ts";
import { mapInOrder } from "./in-order.ts";
import { checkSameColumns, type InputFile, inPieces, openInput } from "./input-rows.ts";
import { startLabelling } from "./label-titles.ts";
import { openWriter, outputFormat } from "./open-writer.ts";
import { type LabelCounts, type RowReport, rowReport } from "./row-report.ts";
import type { OutputShape, RowWriter } from "./row-writer.ts";

/** What is labelled, and how. */
export type LabelRun = {
  readonly model: Model;
  /** File of the model, which threads read for themselves. */
  readonly modelFile: string;
  readonly options: LabelOptions;
  readonly files: readonly string[];
  /** Column of the titles. */
  readonly title: string;
  readonly reading: ReadOptions;
  /** File to write, whose ending says its format; standard output as CSV if absent. */
  readonly out: string | undefined;
  readonly escapeFormulas: boolean;
  readonly threads: number;
};

/** Rows of standard input, whose number is not known, between two reports. */
const reportRows = 100_000;

/**
 * Labels files: every row keeps its columns, and gets those of its answer. There is a row out for
 * every row in, in the same order. Memory does not grow with the files. A file written is there
 * when it is complete, and not before.
 *
 * @throws HedgeError `bad-usage` for a target that the model does not have or an unknown format of
 *   `out`, what `openInput` finds wrong, `bad-input` for files with other columns
 */
export async function labelFiles(run: LabelRun, progress: Progress): Promise<LabelCounts> {
  thresholdsFor(run.model.decision, run.options);
  const { out } = run;
  const format = out === undefined ? "csv" : outputFormat(out);
  const report = rowReport(format === "csv" || format === "tsv", format === "json-lines");
  const writeTo = (file: string | null) =>
    writeLabels(run, (shape) => openWriter(format, file, shape), report, progress);
  if (out === undefined) await writeTo(null);
  else {
    await replaceFile(out, async (temporary) => {
      const removeCleanUp = cleanUpAtExit(() => rmSync(temporary, { force: true }));
      await writeTo(temporary).finally(removeCleanUp);
    });
  }
  for (const line of report.describe()) progress.say(line);
  return report.counts();
}

async function writeLabels(
  run: LabelRun,
  open: (shape: OutputShape) => Promise<RowWriter>,
  report: RowReport,
  progress: Progress,
): Promise<void> {
  const [firstFile = "", ...otherFiles] = run.files;
  const first = await openInput(firstFile, run.title, run.reading);
  const writer = await open(outputShape(first, run, progress));
  const labelling = startLabelling(run);
  try {
    const writeRows = async (input: InputFile) => {
      const { label, atATime } = labelling.forRows(input.isShort);
      const task = await startTask(input, progress);
      const pieces = mapInOrder(inPieces(input.rows), atATime, async (rows) => ({
        rows,
        labels: await label(rows.map(({ title }) => title)),
      }));
      for await (const { rows, labels } of pieces) {
        await writer.write(rows.map(({ record }, k) => ({ ...record, added: labels[k]?.values ?? [] })));
        report.add(input, rows, labels);
        task.advance(report.counts().rows);
      }
      task.finish();
      const notes = input.notes();
      if (notes.length > 0) progress.say(`${input.file}: ${notes.join("; ")}`);
    };
    await writeRows(first);
    for (const file of otherFiles) {
      const input = await openInput(file, run.title, run.reading);
      checkSameColumns(first, input);
      await writeRows(input);
    }
    await writer.finish();
  } finally {
    await labelling.close();
    await writer.close();
  }
}

function outputShape({ names, isTyped }: InputFile, run: LabelRun, progress: Progress): OutputShape {
  const wanted = addedColumns(run.options);
  const added = distinctNames(wanted, names);
  if (added[0]?.name !== wanted[0]?.name) {
    progress.say(
      `the columns added begin with "${added[0]?.name.slice(0, -"path".length)}", as some names are taken`,
    );
  }
  // Another file could have other types.
  const hasOneType = isTyped && run.files.length === 1;
  return { own: names, added, isTyped: hasOneType, escapeFormulas: run.escapeFormulas };
}

/** Progress through a file in kilobytes, since the number of its rows is not known. */
async function startTask(
  input: InputFile,
  progress: Progress,
): Promise<Pick<Task, "finish"> & { advance(rows: number): void }> {
  const shown = (rows: number) => `${rows.toLocaleString("en")} rows`;
  if (Number.isNaN(input.readShare())) {
    let told = 0;
    return {
      advance: (rows) => {
        if (rows < told + reportRows) return;
        told = rows;
        progress.say(shown(rows));
      },
      finish: () => {},
    };
  }
  const kilobytes = Math.ceil((await stat(input.file)).size / 1000);
  const task = progress.start(`kB of ${input.file}`, kilobytes);
  return {
    advance: (rows) => task.advance(Math.floor(kilobytes * input.readShare()), shown(rows)),
    finish: () => task.finish(),
  };
}
