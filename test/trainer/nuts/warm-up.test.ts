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
    expect(lengths(warmUpSchedule(1000))).toEqual({
      start: 75,
      windows: [25, 50, 100, 200, 500],
      finish: 50,
    });
  });

  test("of 200 iterations shortens the start, keeps the end, and gives the last window what would be too short for two", () => {
    expect(lengths(warmUpSchedule(200))).toEqual({ start: 20, windows: [22, 108], finish: 50 });
  });

  test("too short for a window only finds the step size", () => {
    expect(lengths(warmUpSchedule(19))).toEqual({ start: 19, windows: [], finish: 0 });
    expect(warmUpSchedule(0)).toEqual([]);
  });

  const length = fc.integer({ min: 0, max: 2000 });

  test("any length: start, windows and finish tile it; moments are gathered in windows only", () => {
    fc.assert(
      fc.property(length, (count) => {
        const schedule = warmUpSchedule(count);
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
        const { windows } = lengths(warmUpSchedule(count));
        windows.slice(1).forEach((size, k) => {
          const double = 2 * (windows[k] ?? 0);
          if (k + 2 < windows.length) expect(size).toBe(double);
          else expect(size).toBeGreaterThanOrEqual(double);
        });
      }),
    );
  });
});
