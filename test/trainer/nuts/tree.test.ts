import { describe, expect, test } from "vitest";
import type { Transition } from "../../../trainer/nuts/tree.ts";
import { type Chances, grow, type Landscape, landscapes, nowhere } from "./integer-trajectory.ts";

describe("the growth of a tree", () => {
  const plain: Landscape = { logWeight: () => 0, ...nowhere };
  const summary = ({ end, depth, steps }: Transition<Chances>) => ({ end: end.kind, depth, steps });

  test("forwards, backwards, forwards: steps and joins in order of time", () => {
    const { trajectory, transition } = grow(plain, 0, 3, 0b101);
    expect(trajectory.events).toEqual([
      ...["+1", "[0,0][1,1]"],
      ...["--1", "--2", "[-2,-2][-1,-1]", "[-2,-1][0,1]"],
      ...["+2", "+3", "[2,2][3,3]", "+4", "+5", "[4,4][5,5]", "[2,3][4,5]", "[-2,1][2,5]"],
    ]);
    expect(summary(transition)).toEqual({ end: "max-depth", depth: 3, steps: 7 });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("a tree that never turns takes 2^%i - 1 steps", (maxDepth) => {
    const { transition } = grow(plain, 0, maxDepth, 0b1100101101);
    expect(summary(transition)).toEqual({ end: "max-depth", depth: maxDepth, steps: 2 ** maxDepth - 1 });
  });

  test("a subtree that turns ends the tree and is not drawn from", () => {
    const { transition } = grow({ ...plain, turns: (from, to) => from === 2 && to === 3 }, 0, 5, 0b11111);
    expect(summary(transition)).toEqual({ end: "turning", depth: 2, steps: 3 });
    expect([...transition.proposal.chances.keys()].sort()).toEqual([0, 1]);
  });

  test("a whole tree that turns ends there and is drawn from", () => {
    const { transition } = grow({ ...plain, turns: (from, to) => to - from === 3 }, 0, 5, 0b11111);
    expect(summary(transition)).toEqual({ end: "turning", depth: 2, steps: 3 });
    // Equal halves: the newer one, its states alike.
    expect(transition.proposal.chances).toEqual(
      new Map([
        [0, 0],
        [1, 0],
        [2, 0.5],
        [3, 0.5],
      ]),
    );
  });

  test("a divergent place ends the tree at once with its energy error", () => {
    const { transition } = grow(
      { ...plain, diverges: (at) => at === 4, logWeight: (at) => (at === 4 ? -1234 : 0) },
      0,
      5,
      0b11111,
    );
    expect(summary(transition)).toEqual({ end: "divergent", depth: 3, steps: 4 });
    expect(transition.end).toEqual({ kind: "divergent", energyError: 1234 });
    expect(transition.acceptance).toBe(3 / 4);
  });

  test("a divergence at the first step keeps the origin", () => {
    const { transition } = grow({ ...plain, diverges: (at) => at !== 0 }, 0, 10, 0);
    expect(summary(transition)).toEqual({ end: "divergent", depth: 1, steps: 1 });
    expect(transition.proposal.chances).toEqual(new Map([[0, 1]]));
  });

  test("acceptance is the mean of min(1, weight) over the states visited", () => {
    const { transition } = grow(
      { ...plain, logWeight: (at) => Math.log([1, 0.5, 2, 0.25][at] ?? 0) },
      0,
      2,
      0b11,
    );
    expect(transition.acceptance).toBeCloseTo((0.5 + 1 + 0.25) / 3, 12);
  });

  test("places of no weight are not drawn, even if a whole subtree has none", () => {
    const { transition } = grow(
      { ...plain, logWeight: (at) => (at === 0 || at === 5 ? 0 : -Infinity) },
      0,
      3,
      0b111,
    );
    expect([...transition.proposal.chances].filter(([, chance]) => chance > 0)).toEqual([[5, 1]]);
    expect(summary(transition)).toEqual({ end: "max-depth", depth: 3, steps: 7 });
  });

  test.each(landscapes)("every state, span and draw is released once: $name", (landscape) => {
    for (let directions = 0; directions < 32; directions++) {
      const { trajectory, transition } = grow(landscape, 40, 5, directions);
      expect(trajectory.alive()).toBe(1);
      trajectory.releaseDraw(transition.proposal);
      expect(trajectory.alive()).toBe(0);
    }
  });
});
