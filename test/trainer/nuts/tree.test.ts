import { describe, expect, test } from "vitest";
import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { growTree, type Transition } from "../../../trainer/nuts/tree.ts";
import {
  type Chances,
  type IntegerTrajectory,
  integerTrajectory,
  type Landscape,
} from "./integer-trajectory.ts";

/**
 * A tree over integers whose weights, turning stretches and divergent places depend on places alone must satisfy detailed balance
 * exactly, pi(a) P(a, b) = pi(b) P(b, a), pi being the weight. Why it does, biased choice between doublings and all: every state of a
 * finished tree leads to that tree with the same probability (a coin per doubling, and the same checks on the same stretches).
 * Given the tree, two states part ways at the doubling that joins the half A of one with the half B of the other, and
 * w(a) min(1, W_B / W_A) w(b) / W_B is symmetric in the two.
 */

const uniform = (seed: number, stream: number) => nextUniform(seedStream(seed, stream));
const profiles: Readonly<Record<string, Landscape["logWeight"]>> = {
  flat: () => 0,
  gaussian: (at) => -0.5 * ((at - 47.3) / 9) ** 2,
  steep: (at) => -0.9 * Math.abs(at - 47),
  random: (at) => 4 * uniform(1, at) - 4,
};
const nowhere = { turns: () => false, diverges: () => false };
const obstacles: Readonly<Record<string, Pick<Landscape, "turns" | "diverges">>> = {
  "nothing in the way": nowhere,
  "a tenth of all stretches turning": { ...nowhere, turns: (from, to) => uniform(2, 1000 * from + to) < 0.1 },
  "half of all stretches turning": { ...nowhere, turns: (from, to) => uniform(3, 1000 * from + to) < 0.5 },
  "long stretches turning": { ...nowhere, turns: (from, to) => to - from > 5 },
  "divergent places": { ...nowhere, diverges: (at) => uniform(4, at) < 0.05 },
  "turning and divergent": {
    turns: (from, to) => uniform(5, 1000 * from + to) < 0.15,
    diverges: (at) => uniform(6, at) < 0.03,
  },
};
const landscapes = Object.entries(profiles).flatMap(([profile, logWeight]) =>
  Object.entries(obstacles).map(([obstacle, where]) => ({
    name: `${profile}, ${obstacle}`,
    logWeight,
    ...where,
  })),
);

type Spoil = (trajectory: IntegerTrajectory, origin: number) => IntegerTrajectory;
const asItIs: Spoil = (trajectory) => trajectory;

function grow(landscape: Landscape, from: number, maxDepth: number, directions: number, spoil = asItIs) {
  const trajectory = integerTrajectory(landscape, from);
  const origin = trajectory.share({ at: from });
  const transition = growTree(spoil(trajectory, from), origin, maxDepth, directions);
  return { trajectory, transition };
}

const size = 96;
const places = Array.from({ length: size }, (_, at) => at);

/** P(a, b) over all patterns of directions and all choices; a, b in 0 .. 95. What leaves the range is lost. */
function transitionMatrix(landscape: Landscape, maxDepth: number, spoil = asItIs): Float64Array[] {
  return places.map((from) => {
    const row = new Float64Array(size);
    for (let directions = 0; directions < 2 ** maxDepth; directions++) {
      const { transition } = grow(landscape, from, maxDepth, directions, spoil);
      for (const [to, chance] of transition.proposal.chances) {
        if (to >= 0 && to < size) row[to] = (row[to] ?? 0) + chance / 2 ** maxDepth;
      }
    }
    return row;
  });
}

/** pi: the weight, and nothing where the integrator diverges, for no tree that begins elsewhere ever ends there. */
function weight({ logWeight, diverges }: Landscape, at: number): number {
  return diverges(at) ? 0 : Math.exp(logWeight(at));
}

/** Greatest | pi(a) P(a, b) - pi(b) P(b, a) |, relative to the greatest weight. */
function imbalance(landscape: Landscape, matrix: readonly Float64Array[]): number {
  const weights = places.map((at) => weight(landscape, at));
  const flow = (a: number, b: number) => (weights[a] ?? Number.NaN) * (matrix[a]?.[b] ?? Number.NaN);
  const worst = Math.max(...places.flatMap((a) => places.map((b) => Math.abs(flow(a, b) - flow(b, a)))));
  return worst / Math.max(...weights);
}

describe.each([1, 2, 3, 4, 5])("to depth %i, every pattern of directions and every choice", (maxDepth) => {
  test.each(landscapes)("detailed balance and invariance: $name", (landscape) => {
    const matrix = transitionMatrix(landscape, maxDepth);
    expect(imbalance(landscape, matrix)).toBeLessThan(1e-12);

    for (let b = 32; b < 64; b++) {
      const total = matrix[b]?.reduce((sum, chance) => sum + chance, 0);
      expect(total, `row ${b} sums to one`).toBeCloseTo(1, 12);
      const inflow = places.reduce((sum, a) => sum + weight(landscape, a) * (matrix[a]?.[b] ?? 0), 0);
      expect(Math.abs(inflow - weight(landscape, b)), `the weight of ${b} is kept`).toBeLessThan(1e-12);
      const entered = places.filter((a) => a !== b && (matrix[a]?.[b] ?? 0) > 0);
      if (landscape.diverges(b)) expect(entered, `divergent ${b} is never entered`).toEqual([]);
    }
  });
});

test("mixing chances is the same as taking every branch of every choice", () => {
  const random = profiles.random ?? (() => 0);
  const landscape = {
    logWeight: random,
    turns: (from: number, to: number) => uniform(7, 9 * from + to) < 0.2,
    diverges: () => false,
  };
  for (let directions = 0; directions < 8; directions++) {
    const branches = new Map<number, number>();
    // Outcomes so far unknown are taken as "kept" first, and the branch not taken is put off.
    const open: boolean[][] = [[]];
    for (let outcomes = open.pop(); outcomes !== undefined; outcomes = open.pop()) {
      let asked = 0;
      let chance = 1;
      const decided = outcomes;
      const { transition } = grow(landscape, 40, 3, directions, (trajectory) => ({
        ...trajectory,
        choose: (kept, other, logProbability) => {
          const probability = Math.exp(Math.min(0, logProbability));
          if (asked === decided.length) {
            open.push([...decided, true]);
            decided.push(false);
          }
          const isOther = decided[asked++] ?? false;
          chance *= isOther ? probability : 1 - probability;
          trajectory.releaseDraw(isOther ? kept : other);
          return isOther ? other : kept;
        },
      }));
      const [at = Number.NaN] = transition.proposal.chances.keys();
      branches.set(at, (branches.get(at) ?? 0) + chance);
    }
    const mixed = grow(landscape, 40, 3, directions).transition.proposal.chances;
    expect([...branches.keys()].sort()).toEqual([...mixed.keys()].sort());
    for (const [at, chance] of mixed) expect(branches.get(at)).toBeCloseTo(chance, 12);
  }
});

describe("a wrong tree is found out", () => {
  const gaussian = profiles.gaussian ?? (() => 0);
  const turning = { ...nowhere, turns: (from: number, to: number) => uniform(5, 1000 * from + to) < 0.15 };
  const wrong: readonly { name: string; landscape: Landscape; spoil: Spoil }[] = [
    {
      name: "draws uniformly instead of by weight",
      landscape: { logWeight: gaussian, ...nowhere },
      spoil: (trajectory) => ({ ...trajectory, logWeight: () => 0 }),
    },
    {
      name: "always takes the newer half",
      landscape: { logWeight: gaussian, ...nowhere },
      spoil: (trajectory) => ({ ...trajectory, choose: (kept, other) => trajectory.choose(kept, other, 0) }),
    },
    {
      name: "does not check subtrees for turning",
      landscape: { logWeight: gaussian, ...turning },
      spoil: (trajectory, origin) => ({
        ...trajectory,
        join: (earlier, later) => {
          const isWhole = earlier.from <= origin && origin <= later.to;
          const { span, turning } = trajectory.join(earlier, later);
          return { span, turning: turning && isWhole };
        },
      }),
    },
    {
      name: "checks only subtrees for turning",
      landscape: { logWeight: gaussian, ...turning },
      spoil: (trajectory, origin) => ({
        ...trajectory,
        join: (earlier, later) => {
          const isWhole = earlier.from <= origin && origin <= later.to;
          const { span, turning } = trajectory.join(earlier, later);
          return { span, turning: turning && !isWhole };
        },
      }),
    },
    {
      name: "judges turning by where it began",
      landscape: { logWeight: gaussian, ...nowhere },
      spoil: (trajectory, origin) => ({
        ...trajectory,
        join: (earlier, later) => {
          const joined = trajectory.join(earlier, later);
          return { ...joined, turning: later.to - origin > 3 };
        },
      }),
    },
    {
      name: "takes a divergent place for an ordinary one when going backwards",
      landscape: { logWeight: gaussian, ...nowhere, diverges: (at) => at % 11 === 0 },
      spoil: (trajectory, origin) => ({
        ...trajectory,
        isDivergent: (place) => place.at > origin && trajectory.isDivergent(place),
      }),
    },
  ];
  test.each(wrong)("$name", ({ landscape, spoil }) => {
    expect(imbalance(landscape, transitionMatrix(landscape, 4))).toBeLessThan(1e-12);
    expect(imbalance(landscape, transitionMatrix(landscape, 4, spoil))).toBeGreaterThan(1e-3);
  });
});

describe("the course of a tree", () => {
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

  test("places of no weight are passed over, also when a whole subtree has none", () => {
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
