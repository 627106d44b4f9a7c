import { describe, expect, test } from "vitest";
import {
  asItIs,
  grow,
  type Landscape,
  landscapes,
  nowhere,
  profiles,
  type Spoil,
  uniform,
} from "./integer-trajectory.ts";

/**
 * The tree runs over integers. Weights, U-turns and divergences depend on the integers alone. Then
 * it must satisfy detailed balance exactly, pi(a) P(a, b) = pi(b) P(b, a), with pi the weight.
 *
 * The reason, with the biased choice between doublings: every state of a finished tree leads to
 * that tree with the same probability, by a coin per doubling and the same checks on the same
 * spans. Given the tree, take the doubling that joins the half A with state a and the half B with
 * state b. Then w(a) min(1, W_B / W_A) w(b) / W_B is symmetric in the two.
 */

const size = 96;
const places = Array.from({ length: size }, (_, at) => at);

/** P(a, b) over all directions and choices, a and b in 0 .. 95. What leaves the range is lost. */
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

/**
 * pi: the weight, and 0 where the integrator diverges, because no tree from elsewhere ends there.
 */
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

describe("a wrong tree breaks detailed balance", () => {
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
      name: "checks for a U-turn against the origin",
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
      name: "does not notice divergences backwards",
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
