/** What an iteration of warm-up does besides moving. */
export type WarmUpStep = {
  /** Adds the draw to the running moments. */
  readonly observes: boolean;
  /** Ends a window: the moments become the metric, the step size starts anew. */
  readonly endsWindow: boolean;
};

/**
 * A warm-up of `length` iterations: a start that only finds the step size, windows that double and each end with a new metric,
 * and an end that only settles the step size: Stan's schedule 75 | 25, 50, ... | 50 for 1000, shorter where there is less. The end keeps its 50
 * iterations longest: a step size averaged over fewer of them comes out too small, because acceptance falls faster above the target
 * than it rises below.
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

/** Last iterations of windows that double from 25 (or less in a short warm-up); the last takes what would be too short. */
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
