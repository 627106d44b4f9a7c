import { expect, test } from "vitest";
import {
  type ChainStart,
  chooseLengths,
  describeChoice,
  type TimeLimit,
} from "../../../../trainer/train/plan/time-limit.ts";

const usual = { chains: 4, warmup: 200, draws: 200 };

/** An iteration takes a second. */
const secondsOf = ({ chains, warmup, draws }: typeof usual) => chains * (warmup + draws);

function choose(seconds: number, start: ChainStart, fixed: TimeLimit["fixed"] = {}) {
  return chooseLengths({ seconds, fixed }, usual, start, secondsOf, ["take --preset quick"]);
}

test("the usual chains are kept where they fit, and less time gives shorter ones, down to two chains", () => {
  expect(choose(1600, "near-mode")).toEqual(usual);
  let before = 1601;
  for (let seconds = 1599; seconds >= 78; seconds--) {
    const chosen = choose(seconds, "near-mode");
    const total = secondsOf(chosen);
    expect(total).toBeLessThanOrEqual(Math.min(seconds, before));
    // Little of the time is left over.
    expect(total).toBeGreaterThan(0.65 * seconds);
    expect(chosen.chains).toBeGreaterThanOrEqual(2);
    before = total;
  }
});

test("chains that start at random keep a longer warm-up than those that start near the mode", () => {
  expect(choose(150, "random").warmup).toBe(50);
  expect(choose(150, "earlier-posterior").warmup).toBe(20);
  expect(choose(150, "near-mode").warmup).toBe(19);
});

test("lengths that are asked for are kept, and the others chosen", () => {
  expect(choose(300, "near-mode", { draws: 100 })).toEqual({ chains: 2, warmup: 40, draws: 100 });
  expect(choose(300, "near-mode", { chains: 3, warmup: 30 })).toMatchObject({ chains: 3, warmup: 30 });
  expect(choose(10_000, "random", { chains: 8 })).toEqual({ ...usual, chains: 8 });
});

test("where nothing fits, the error says what the least takes and what would help", () => {
  expect(() => choose(77, "near-mode")).toThrow(
    "2 chains of 19 + 20 are the least, and take about 1:18 with the machine to itself, and --max-time is 1:17; " +
      "allow more time, or take --preset quick.",
  );
  expect(() => choose(300, "random", usual)).toThrow("4 chains of 200 + 200 take about 26:40");
});

test("what was chosen is said, with options that give the same run anywhere", () => {
  const limit = { seconds: 3600, fixed: {} };
  expect(describeChoice(limit, usual, usual, 600)).toBe(
    "--max-time 1:00:00: 4 chains of 200 + 200 fit, about 10:00 with the machine to itself",
  );
  expect(describeChoice(limit, { chains: 2, warmup: 19, draws: 40 }, usual, 3000)).toBe(
    "--max-time 1:00:00: 2 chains of 19 + 40 in place of 4 chains of 200 + 200, about 50:00 with the machine to itself; " +
      "R-hat may stay doubtful (the same run anywhere: --chains 2 --warmup 19 --draws 40)",
  );
});
