/** Reports that a rate is taken over; older ones say little about how fast things go now. */
const remembered = 30;

/** How fast a task goes: its own clock, in seconds, since its start. */
export type RateMeter = {
  /** Notes that `done` of the total are done now. */
  note(done: number): void;
  /** Units per second over the last reports; NaN before the second. The first may tell of work done in an earlier run. */
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
      if (reports.length > remembered) reports.shift();
    },
    rate() {
      const [first, last] = [reports[0], reports.at(-1)];
      if (first === undefined || last === undefined || last.done <= first.done) return Number.NaN;
      return (1000 * (last.done - first.done)) / Math.max(1, last.at - first.at);
    },
    elapsed: () => (now() - start) / 1000,
  };
}

/** What is known about a task, in words: `45 %, 12.3/s, 0:32 left, warm-up`. */
export function describeTask(done: number, total: number, rate: number, note: string): string {
  const percentage = total > 0 ? Math.floor((100 * done) / total) : 100;
  const pace = Number.isNaN(rate)
    ? []
    : [`${showRate(rate)}/s`, `${showDuration((total - done) / rate)} left`];
  return [`${percentage} %`, ...pace, ...(note === "" ? [] : [note])].join(", ");
}

function showRate(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function showDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
