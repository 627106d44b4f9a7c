import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { type Direction, growTree, type Trajectory } from "../../../trainer/nuts/tree.ts";

/** Weights, U-turns and divergences of the integers. They do not depend on the origin of a tree. */
export type Landscape = {
  logWeight(at: number): number;
  turns(from: number, to: number): boolean;
  diverges(at: number): boolean;
};

/** An integer. */
export type Place = { readonly at: number };

/**
 * The probability that a draw is each integer. `choose` mixes probabilities instead of drawing, so
 * one tree covers all outcomes of its choices.
 */
export type Chances = { readonly chances: ReadonlyMap<number, number> };

/** The integers from `from` to `to`. */
export type Stretch = { readonly from: number; readonly to: number };

export type IntegerTrajectory = Trajectory<Place, Stretch, Chances> & {
  /** Steps and joins in order: `+3` is a step forwards to 3, `[0,1][2,3]` a join. */
  readonly events: readonly string[];
  /** Number of places, stretches and draws that were not released. */
  alive(): number;
};

/**
 * A trajectory over the integers that enforces the contract of the tree. It throws when something
 * is used or released after its release, and when stretches are joined that are not neighbours in
 * order.
 */
function integerTrajectory(landscape: Landscape, origin: number): IntegerTrajectory {
  const living = new Set<Place | Stretch | Chances>();
  const events: string[] = [];
  const born = <Thing extends Place | Stretch | Chances>(thing: Thing): Thing => {
    living.add(thing);
    return thing;
  };
  const used = <Thing extends Place | Stretch | Chances>(thing: Thing): Thing => {
    if (!living.has(thing)) throw new Error(`${JSON.stringify(thing)} is used after its release`);
    return thing;
  };
  const dead = (thing: Place | Stretch | Chances) => {
    living.delete(used(thing));
  };
  return {
    events,
    alive: () => living.size,
    step: (from, direction: Direction) => {
      const at = used(from).at + direction;
      events.push(`${direction === 1 ? "+" : "-"}${at}`);
      return born({ at });
    },
    logWeight: (place) => landscape.logWeight(used(place).at) - landscape.logWeight(origin),
    energyError: (place) => landscape.logWeight(origin) - landscape.logWeight(used(place).at),
    isDivergent: (place) => landscape.diverges(used(place).at),
    spanOf: (place) => born({ from: place.at, to: place.at }),
    drawOf: (place) => born({ chances: new Map([[used(place).at, 1]]) }),
    join: (earlier, later) => {
      if (earlier.to + 1 !== later.from) throw new Error("only neighbours can be joined, the earlier first");
      if (earlier.to - earlier.from !== later.to - later.from) throw new Error("halves have one length");
      events.push(`[${earlier.from},${earlier.to}][${later.from},${later.to}]`);
      dead(earlier);
      dead(later);
      const span = born({ from: earlier.from, to: later.to });
      return { span, turning: landscape.turns(span.from, span.to) };
    },
    choose: (kept, other, logProbability) => {
      dead(kept);
      dead(other);
      return born({ chances: mix(kept.chances, other.chances, logProbability) });
    },
    share: (place) => born({ ...place }),
    release: dead,
    releaseSpan: dead,
    releaseDraw: dead,
  };
}

/** exp(min(0, logProbability)) of `other` and the rest of `kept`. */
function mix(
  kept: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  logProbability: number,
): Map<number, number> {
  const share = Math.exp(Math.min(0, logProbability));
  const mixed = new Map([...kept].map(([at, chance]) => [at, (1 - share) * chance]));
  for (const [at, chance] of other) mixed.set(at, (mixed.get(at) ?? 0) + share * chance);
  return mixed;
}

export const uniform = (seed: number, stream: number) => nextUniform(seedStream(seed, stream));
export const profiles: Readonly<Record<string, Landscape["logWeight"]>> = {
  flat: () => 0,
  gaussian: (at) => -0.5 * ((at - 47.3) / 9) ** 2,
  steep: (at) => -0.9 * Math.abs(at - 47),
  random: (at) => 4 * uniform(1, at) - 4,
};
export const nowhere = { turns: () => false, diverges: () => false };
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
export const landscapes = Object.entries(profiles).flatMap(([profile, logWeight]) =>
  Object.entries(obstacles).map(([obstacle, where]) => ({
    name: `${profile}, ${obstacle}`,
    logWeight,
    ...where,
  })),
);

export type Spoil = (trajectory: IntegerTrajectory, origin: number) => IntegerTrajectory;
export const asItIs: Spoil = (trajectory) => trajectory;

export function grow(
  landscape: Landscape,
  from: number,
  maxDepth: number,
  directions: number,
  spoil = asItIs,
) {
  const trajectory = integerTrajectory(landscape, from);
  const origin = trajectory.share({ at: from });
  const transition = growTree(spoil(trajectory, from), origin, maxDepth, directions);
  return { trajectory, transition };
}
