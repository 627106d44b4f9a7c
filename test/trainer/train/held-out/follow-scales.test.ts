import { expect, test } from "vitest";
import { describeScales, followScales } from "../../../../trainer/train/held-out/follow-scales.ts";

const candidates = [0.1, 0.2, 0.4, 0.8, 1.6];

/** Losses of 40 titles with a mean, alternately more and less by a spread. */
const titles = (mean: number, spread = 0) =>
  Float64Array.from({ length: 40 }, (_, k) => mean + (k % 2 === 0 ? spread : -spread));

/** Follows parts whose losses are least at some scales; also which parts were tried at each. */
function follow(leastAt: Readonly<Record<string, number>>) {
  const tried: [number, readonly string[]][] = [];
  const found = followScales(0.4, candidates, 1, Object.keys(leastAt), (scale, parts) => {
    tried.push([scale, parts]);
    return new Map(parts.map((part) => [part, titles(Math.abs(Math.log(scale / (leastAt[part] ?? 0))))]));
  });
  return { best: Object.fromEntries(found.map(({ part, best }) => [part, best])), tried };
}

/** Follows one part with given losses by scale. */
const followOne = (losses: Readonly<Record<number, Float64Array>>) =>
  followScales(0.4, candidates, 2, ["all"], (scale) => new Map([["all", losses[scale] ?? titles(9)]]))[0];

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

test("a gain within the noise of the titles keeps the usual scale, and is said", () => {
  const found = followOne({ 0.4: titles(1), 0.2: titles(0.9, 0.5) });
  expect(found?.best).toBe(0.4);
  expect(found && describeScales(found)).toBe(
    "0.4, by the held-out log-loss (0.4 1.000, 0.2 0.900, 0.1 9.000 nats, no better one clearly so)",
  );
});

test("of the scales that are clearly better the one with the least loss is taken", () => {
  const found = followOne({ 0.4: titles(1), 0.2: titles(0.9), 0.1: titles(0.8, 2) });
  expect(found?.best).toBe(0.2);
  expect(followOne({ 0.4: titles(1), 0.2: titles(0.9), 0.1: titles(0.8) })?.best).toBe(0.1);
});

test("with fewer than 30 titles nothing is clear", () => {
  const few = (mean: number) => titles(mean).slice(0, 29);
  expect(followOne({ 0.4: few(1), 0.2: few(0.5) })?.best).toBe(0.4);
});

test("the usual scale need not be among the candidates", () => {
  const [found] = followScales(0.35, candidates, 1, ["all"], (scale) => new Map([["all", titles(scale)]]));
  expect(found?.best).toBe(0.1);
  expect([...(found?.losses.keys() ?? [])]).toEqual([0.35, 0.2, 0.1]);
});

test("a part without a loss is left out, and one that has none any more keeps its best", () => {
  expect(followScales(0.4, candidates, 1, ["none"], () => new Map())).toEqual([]);
  const [once] = followScales(
    0.4,
    candidates,
    1,
    ["once"],
    (scale) => new Map(scale === 0.4 ? [["once", titles(1)]] : []),
  );
  expect(once?.best).toBe(0.4);
});
