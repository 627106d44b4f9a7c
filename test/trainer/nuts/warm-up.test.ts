import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type WarmUpStep, warmUpSchedule } from "../../../trainer/nuts/warm-up.ts";

/** The schedule as lengths: start, windows, finish. */
function lengths(schedule: readonly WarmUpStep[]) {
  const start = schedule.findIndex(({ observes }) => observes);
  if (start < 0) return { start: schedule.length, windows: [], finish: 0 };
  const ends = schedule.flatMap(({ endsWindow }, iteration) => (endsWindow ? [iteration + 1] : []));
  const windows = ends.map((end, k) => end - (ends[k - 1] ?? start));
  return { start, windows, finish: schedule.length - (ends.at(-1) ?? start) };
}

describe("the warm-up schedule", () => {
  test("of 1000 iterations is Stan's: 75 | 25, 50, 100, 200, 500 | 50", () => {
    expect(lengths(warmUpSchedule(1000, 10, 10))).toEqual({
      start: 75,
      windows: [25, 50, 100, 200, 500],
      finish: 50,
    });
  });

  test("of 200 iterations shortens the start, keeps the end, and gives the last window what would be too short for two", () => {
    expect(lengths(warmUpSchedule(200, 10, 10))).toEqual({ start: 20, windows: [22, 108], finish: 50 });
  });

  test("too short for a window only finds the step size", () => {
    expect(lengths(warmUpSchedule(19, 10, 10))).toEqual({ start: 19, windows: [], finish: 0 });
    expect(warmUpSchedule(0, 10, 10)).toEqual([]);
  });

  const length = fc.integer({ min: 0, max: 2000 });
  const depth = fc.integer({ min: 1, max: 12 });

  test("any length: start, windows and finish tile it; moments are gathered in windows only", () => {
    fc.assert(
      fc.property(length, depth, depth, (count, maxDepth, early) => {
        const schedule = warmUpSchedule(count, maxDepth, early);
        const { start, windows, finish } = lengths(schedule);
        expect(start + windows.reduce((sum, size) => sum + size, 0) + finish).toBe(count);
        const isInside = (iteration: number) =>
          windows.length > 0 && iteration >= start && iteration < count - finish;
        expect(schedule.findIndex(({ observes }, iteration) => observes !== isInside(iteration))).toBe(-1);
        expect(schedule.findIndex(({ observes, endsWindow }) => endsWindow && !observes)).toBe(-1);
        if (count >= 20) {
          expect(windows.length).toBeGreaterThan(0);
          expect(Math.min(...windows)).toBeGreaterThanOrEqual(5);
          expect(finish, "the new metric gets a step size of its own").toBeGreaterThan(0);
        }
      }),
    );
  });

  test("any length: every window is twice the one before, and the last is no shorter than that", () => {
    fc.assert(
      fc.property(length, (count) => {
        const { windows } = lengths(warmUpSchedule(count, 10, 10));
        windows.slice(1).forEach((size, k) => {
          const double = 2 * (windows[k] ?? 0);
          if (k + 2 < windows.length) expect(size).toBe(double);
          else expect(size).toBeGreaterThanOrEqual(double);
        });
      }),
    );
  });

  test("any length: trees keep to the early depth up to the first window's end, and to the depth asked for throughout", () => {
    fc.assert(
      fc.property(length, depth, depth, (count, maxDepth, early) => {
        const schedule = warmUpSchedule(count, maxDepth, early);
        const { start, windows } = lengths(schedule);
        const isFree = start + (windows[0] ?? 0);
        const depths = schedule.map((step) => step.maxDepth);
        const isEarly = (iteration: number) => windows.length === 0 || iteration < isFree;
        const right = depths.map((_, iteration) =>
          isEarly(iteration) ? Math.min(maxDepth, early) : maxDepth,
        );
        expect(depths).toEqual(right);
      }),
    );
  });
});
