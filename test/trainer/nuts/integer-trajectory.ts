import type { Direction, Trajectory } from "../../../trainer/nuts/tree.ts";

/** What a trajectory over the integers is made of. All three depend on places alone, never on where a tree began. */
export type Landscape = {
  logWeight(at: number): number;
  turns(from: number, to: number): boolean;
  diverges(at: number): boolean;
};

/** An integer. */
export type Place = { readonly at: number };

/**
 * The probability of every integer that a draw up to here may have ended on: `choose` mixes instead of drawing, so one tree stands for
 * all outcomes of its choices.
 */
export type Chances = { readonly chances: ReadonlyMap<number, number> };

/** The integers from `from` to `to`. */
export type Stretch = { readonly from: number; readonly to: number };

export type IntegerTrajectory = Trajectory<Place, Stretch, Chances> & {
  /** Steps and joins in the order they were asked for: `+3` is a step forwards to 3, `[0,1][2,3]` a join. */
  readonly events: readonly string[];
  /** Places, stretches and draws that were handed out and not released. */
  alive(): number;
};

/**
 * A trajectory over the integers that holds the tree to its contract: it throws when something is used or released that is not alive,
 * and when stretches are joined that are not neighbours in order.
 */
export function integerTrajectory(landscape: Landscape, origin: number): IntegerTrajectory {
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
export function mix(
  kept: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  logProbability: number,
): Map<number, number> {
  const share = Math.exp(Math.min(0, logProbability));
  const mixed = new Map([...kept].map(([at, chance]) => [at, (1 - share) * chance]));
  for (const [at, chance] of other) mixed.set(at, (mixed.get(at) ?? 0) + share * chance);
  return mixed;
}
