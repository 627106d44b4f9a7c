/** What an iteration of warm-up adapts besides the step size. */
export type WarmUpStep = {
  /** Adds the draw to the running moments. */
  readonly observes: boolean;
  /** Ends a window: the metric is updated, and the step size starts again. */
  readonly endsWindow: boolean;
};

/**
 * Stan's schedule of a warm-up of `length` iterations: 75 | 25, 50, ... | 50 for 1000, shorter
 * where there are fewer. The initial phase only finds the step size. Then come windows that
 * double, each ending with a new metric. The final phase only settles the step size.
 *
 * In a short warm-up the final phase keeps its 50 iterations longest. A step size averaged over
 * fewer is too small, because acceptance falls faster above the target than it rises below it.
 */
export function warmUpSchedule(length: number): readonly WarmUpStep[] {
  const start = length >= 20 ? Math.min(75, Math.round(0.1 * length)) : length;
  const finish = length >= 20 ? Math.min(50, Math.round(0.3 * length)) : 0;
  const ends = windowEnds(start, length - finish);
  return Array.from({ length }, (_, iteration) => ({
    observes: iteration >= start && iteration < length - finish,
    endsWindow: ends.has(iteration),
  }));
}

/**
 * Last iterations of the windows, which double from 25 (or less in a short warm-up). What would be
 * too short for a window of its own joins the last one.
 */
function windowEnds(start: number, stop: number): ReadonlySet<number> {
  const ends = new Set<number>();
  let size = Math.max(5, Math.min(25, Math.round((stop - start) / 6)));
  let at = start;
  while (at < stop) {
    const isLast = at + 3 * size > stop;
    const next = isLast ? stop : at + size;
    ends.add(next - 1);
    at = next;
    size *= 2;
  }
  return ends;
}
