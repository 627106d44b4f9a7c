import type { Progress, Task, TaskOptions } from "./progress.ts";
import { describeTask, formatDuration, type RateMeter, rateMeter } from "./rate.ts";

/** Shortest time between two reports, in milliseconds. */
const reportInterval = 5000;

type Running = {
  name: string;
  done: number;
  total: number;
  note: string;
  meter: RateMeter;
  options: TaskOptions | undefined;
};

/**
 * Progress for a log: a line about all running tasks at most every five seconds, and a line when a
 * task is done.
 *
 * @param write writes a line
 * @param now clock in milliseconds
 */
export function createProgressLog(write: (line: string) => void, now: () => number = Date.now): Progress {
  const running = new Set<Running>();
  let lastLine = now();

  function report(): void {
    if (now() - lastLine < reportInterval) return;
    lastLine = now();
    const parts = [...running].map(
      ({ name, done, total, note, meter, options }) =>
        `${name} ${describeTask(done, total, meter.rate(), note, options)}`,
    );
    write(parts.join(" | "));
  }

  return {
    start(name, total, options): Task {
      const task: Running = { name, done: 0, total, note: "", meter: rateMeter(now), options };
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
          const count = options?.hidesRate ? "done" : `${task.done} of ${total}`;
          write(`${name}: ${count} in ${formatDuration(task.meter.elapsed())}`);
        },
      };
    },
    say: write,
  };
}
