import { type Path, pathKey } from "../../shared/tree/taxonomy.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { shuffled } from "../shuffled.ts";

type Row = { readonly path: Path };

/** At most `most` rows of each class, chosen at random. Rows keep their order. */
export function capClasses<T extends Row>(rows: readonly T[], most: number, seed: number): T[] {
  const random = seedStream(seed, 0);
  const kept = new Set(
    placesByClass(rows).flatMap((places) => pick(places, Math.min(most, places.length), random)),
  );
  return rows.filter((_, place) => kept.has(place));
}

/**
 * Holds out a share of the rows of each class, rounded to whole rows. Rows are what is drawn: a title that occurs twice may end up on both sides.
 * Rows keep their order.
 */
export function stratifiedSplit<T extends Row>(
  rows: readonly T[],
  share: number,
  seed: number,
): { readonly kept: T[]; readonly heldOut: T[] } {
  const random = seedStream(seed, 1);
  const chosen = new Set(
    placesByClass(rows).flatMap((places) => pick(places, Math.round(share * places.length), random)),
  );
  return {
    kept: rows.filter((_, place) => !chosen.has(place)),
    heldOut: rows.filter((_, place) => chosen.has(place)),
  };
}

/** Places of the rows of each class, the classes in the order of their paths. */
function placesByClass(rows: readonly Row[]): number[][] {
  const places = Map.groupBy(
    rows.map(({ path }, place) => ({ key: pathKey(path), place })),
    ({ key }) => key,
  );
  return [...places]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group.map(({ place }) => place));
}

function pick(places: readonly number[], count: number, random: Uint32Array): number[] {
  const order = shuffled(places.length, () => nextUniform(random));
  return order.slice(0, count).flatMap((at) => places[at] ?? []);
}
