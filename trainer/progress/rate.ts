import type { TaskOptions } from "./progress.ts";

/** Number of reports that a rate is taken over. Older ones say little about the present rate. */
const reportsKept = 30;

/** Measures the rate of a task. */
export type RateMeter = {
  /** Records that `done` of the total are done now. */
  note(done: number): void;
  /**
   * Units per second over the last reports. NaN before the second report, because the first may
   * include work of an earlier run.
   */
  rate(): number;
  /** Seconds since the start. */
  elapsed(): number;
};

/** @param now clock in milliseconds */
export function rateMeter(now: () => number): RateMeter {
  const start = now();
  const reports: { at: number; done: number }[] = [];
  return {
    note(done) {
      reports.push({ at: now(), done });
      if (reports.length > reportsKept) reports.shift();
    },
    rate() {
      const [first, last] = [reports[0], reports.at(-1)];
      if (first === undefined || last === undefined || last.done <= first.done) return Number.NaN;
      return (1000 * (last.done - first.done)) / Math.max(1, last.at - first.at);
    },
    elapsed: () => (now() - start) / 1000,
  };
}

/** Describes the state of a task: `45 %, 12.3/s, 0:32 left, warm-up`. */
export function describeTask(
  done: number,
  total: number,
  rate: number,
  note: string,
  { hidesRate = false }: TaskOptions = {},
): string {
  const percentage = total > 0 ? Math.floor((100 * done) / total) : 100;
  const pace = Number.isNaN(rate)
    ? []
    : [...(hidesRate ? [] : [`${formatRate(rate)}/s`]), `${formatDuration((total - done) / rate)} left`];
  return [`${percentage} %`, ...pace, ...(note === "" ? [] : [note])].join(", ");
}

function formatRate(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}

/** Formats seconds as `m:ss` or `h:mm:ss`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
