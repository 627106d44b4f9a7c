import { expect, test } from "vitest";
import type { Progress } from "../../../../trainer/progress/progress.ts";
import { summedProgress } from "../../../../trainer/train/nodes/node-progress.ts";

test("many tasks advance one, each by what it weighs", () => {
  const shown: number[] = [];
  const started: [string, number][] = [];
  const progress: Progress = {
    say: () => {},
    start: (name, total) => {
      started.push([name, total]);
      return { advance: (done) => shown.push(done), finish: () => shown.push(-1) };
    },
  };
  const weights: Record<string, number> = { a: 2, b: 5 };
  const summed = summedProgress(progress, "nodes", 70, (name) => weights[name] ?? 0);
  const [a, b] = [summed.start("a", 10), summed.start("b", 10)];
  a.advance(3);
  b.advance(1);
  a.advance(10);
  a.finish();
  b.finish();
  summed.finish();
  expect(started).toEqual([["nodes", 70]]);
  expect(shown).toEqual([6, 11, 25, 25, 70, -1]);
});
