import { MultiBar } from "cli-progress";
import { createProgressLog } from "./lines.ts";
import type { Progress, Task, TaskOptions } from "./progress.ts";
import { describeTask, rateMeter } from "./rate.ts";

/** A progress display. Close it before writing anything else and before the program ends. */
export type ProgressDisplay = Progress & { close(): void };

/** Output of a display. A terminal gets bars, anything else lines. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Shows progress on a stream: bars on a terminal, and anywhere else a line every five seconds. */
export function createProgressDisplay(stream: ProgressStream = process.stderr): ProgressDisplay {
  if (stream.isTTY === true) return createProgressBars(stream);
  return { ...createProgressLog((line) => stream.write(`${line}\n`)), close: () => {} };
}

const barWidth = 30;

/** Draws a bar for each running task with cli-progress. Bars stay until the last task is done. */
function createProgressBars(stream: ProgressStream): ProgressDisplay {
  let bars: MultiBar | null = null;
  let running = 0;

  function close(): void {
    // `stop` alone would lose lines that were logged since the last drawing.
    bars?.update();
    bars?.stop();
    bars = null;
    running = 0;
  }

  function start(name: string, total: number, options?: TaskOptions): Task {
    bars ??= new MultiBar({
      stream,
      // cli-progress would catch the first interrupt, which should end the program. The cursor is
      // not changed, so that it need not be restored.
      gracefulExit: false,
      hideCursor: null,
      linewrap: null,
      format: (_, { value, total }, { name, words }) => `${drawBar(value, total)} ${name}: ${words}`,
    });
    const display = bars;
    const meter = rateMeter(Date.now);
    const bar = display.create(total, 0, { name, words: describeTask(0, total, Number.NaN, "", options) });
    let isFinished = false;
    running++;
    return {
      advance(done, note = "") {
        meter.note(done);
        bar.update(done, { words: describeTask(done, total, meter.rate(), note, options) });
      },
      finish() {
        if (isFinished || display !== bars) return;
        isFinished = true;
        running--;
        if (running === 0) close();
      },
    };
  }

  return {
    start,
    say(line) {
      if (bars === null) stream.write(`${line}\n`);
      else bars.log(`${line}\n`);
    },
    close,
  };
}

function drawBar(value: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, value / total)) : 1;
  const full = Math.round(barWidth * share);
  return `[${"=".repeat(full)}${" ".repeat(barWidth - full)}]`;
}
