import type { Progress, Task } from "./progress.ts";
import { describeTask, type RateMeter, rateMeter, showDuration } from "./rate.ts";

/** Least time between two lines, in milliseconds. */
const quietTime = 5000;

type Running = { name: string; done: number; total: number; note: string; meter: RateMeter };

/**
 * Progress for a log: at most every five seconds a line that says how every task under way is going, and one line when a
 * task is done.
 *
 * @param write writes one line
 * @param now clock in milliseconds
 */
export function progressLines(write: (line: string) => void, now: () => number = Date.now): Progress {
  const running = new Set<Running>();
  let lastLine = now();

  function report(): void {
    if (now() - lastLine < quietTime) return;
    lastLine = now();
    const parts = [...running].map(
      ({ name, done, total, note, meter }) => `${name} ${describeTask(done, total, meter.rate(), note)}`,
    );
    write(parts.join(" | "));
  }

  return {
    start(name, total): Task {
      const task: Running = { name, done: 0, total, note: "", meter: rateMeter(now) };
      running.add(task);
      return {
        advance(done, note = "") {
          task.done = done;
          task.note = note;
          task.meter.note(done);
          if (running.has(task)) report();
        },
        finish() {
          if (!running.delete(task)) return;
          write(`${name}: ${task.done} of ${total} in ${showDuration(task.meter.elapsed())}`);
        },
      };
    },
    say: write,
  };
}
