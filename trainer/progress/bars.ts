import { MultiBar } from "cli-progress";
import { progressLines } from "./lines.ts";
import type { Progress, Task } from "./progress.ts";
import { describeTask, rateMeter } from "./rate.ts";

/** A progress display that must be closed before anything else is written, and before the program can end. */
export type ProgressDisplay = Progress & { close(): void };

/** Where a display is drawn: a terminal gets bars, anything else lines. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Progress on standard error (or another stream): bars on a terminal, now and then a line anywhere else. */
export function progressOn(stream: ProgressStream = process.stderr): ProgressDisplay {
  if (stream.isTTY === true) return progressBars(stream);
  return { ...progressLines((line) => stream.write(`${line}\n`)), close: () => {} };
}

const barWidth = 30;

/** A bar for each task under way, drawn by cli-progress. Bars stay until the last task is finished. */
function progressBars(stream: ProgressStream): ProgressDisplay {
  let bars: MultiBar | null = null;
  let underWay = 0;

  function close(): void {
    // `stop` forgets lines that were said since the last drawing.
    bars?.update();
    bars?.stop();
    bars = null;
    underWay = 0;
  }

  function start(name: string, total: number): Task {
    bars ??= new MultiBar({
      stream,
      // An interrupt ends the program; cli-progress would catch the first one. The cursor is left as it is, so that
      // there is nothing to put right afterwards.
      gracefulExit: false,
      hideCursor: null,
      linewrap: null,
      format: (_, { value, total }, { name, words }) => `${drawBar(value, total)} ${name}: ${words}`,
    });
    const own = bars;
    const meter = rateMeter(Date.now);
    const bar = own.create(total, 0, { name, words: describeTask(0, total, Number.NaN, "") });
    let finished = false;
    underWay++;
    return {
      advance(done, note = "") {
        meter.note(done);
        bar.update(done, { words: describeTask(done, total, meter.rate(), note) });
      },
      finish() {
        if (finished || own !== bars) return;
        finished = true;
        underWay--;
        if (underWay === 0) close();
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
