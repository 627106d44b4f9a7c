import { expect, test } from "vitest";
import { followScales } from "../../../../trainer/train/held-out/follow-scales.ts";

const candidates = [0.1, 0.2, 0.4, 0.8, 1.6];

/** Follows parts whose losses are least at some scales; also which parts were tried at each. */
function follow(leastAt: Readonly<Record<string, number>>) {
  const tried: [number, readonly string[]][] = [];
  const found = followScales(0.4, candidates, Object.keys(leastAt), (scale, parts) => {
    tried.push([scale, parts]);
    return new Map(parts.map((part) => [part, Math.abs(Math.log(scale / (leastAt[part] ?? 0)))]));
  });
  return { best: Object.fromEntries(found.map(({ part, best }) => [part, best])), tried };
}

test("each part gets its own scale, and is tried no longer than its loss falls", () => {
  const { best, tried } = follow({ low: 0.1, usual: 0.4, high: 1.6 });
  expect(best).toEqual({ low: 0.1, usual: 0.4, high: 1.6 });
  expect(tried).toEqual([
    [0.4, ["low", "usual", "high"]],
    [0.2, ["low", "usual", "high"]],
    [0.1, ["low"]],
    [0.8, ["usual", "high"]],
    [1.6, ["high"]],
  ]);
});

test("the usual scale need not be among the candidates", () => {
  const [found] = followScales(0.35, candidates, ["all"], (scale) => new Map([["all", scale]]));
  expect(found?.best).toBe(0.1);
  expect([...(found?.losses.keys() ?? [])]).toEqual([0.35, 0.2, 0.1]);
});

test("a part without a loss is left out", () => {
  expect(followScales(0.4, candidates, ["none"], () => new Map())).toEqual([]);
});
