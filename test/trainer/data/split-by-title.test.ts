import fc from "fast-check";
import { expect, test } from "vitest";
import { splitByTitle } from "../../../trainer/data/split-by-title.ts";

const rows = Array.from({ length: 300 }, (_, k) => ({ title: `title ${k % 100}`, id: k }));
const titlesOf = (part: readonly { title: string }[]) => new Set(part.map(({ title }) => title));

test("no title is on both sides, no row is lost, rows keep their order", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (share, seed) => {
      const { kept, heldOut } = splitByTitle(rows, share, seed);
      expect([...titlesOf(kept)].filter((title) => titlesOf(heldOut).has(title))).toEqual([]);
      expect(titlesOf(heldOut).size).toBe(Math.round(100 * share));
      const ids = [...kept, ...heldOut].map(({ id }) => id).sort((a, b) => a - b);
      expect(ids).toEqual(rows.map(({ id }) => id));
      for (const part of [kept, heldOut]) {
        expect(part.every(({ id }, k) => k === 0 || id > (part[k - 1]?.id ?? 0))).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test("one seed gives one split, whatever the order of rows; another seed gives another", () => {
  const heldOut = (seed: number, data = rows) => titlesOf(splitByTitle(data, 0.33, seed).heldOut);
  expect(heldOut(1, rows.toReversed())).toEqual(heldOut(1));
  expect(heldOut(2)).not.toEqual(heldOut(1));
});

test("every title is held out about as often as the share says", () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 200; seed++) {
    for (const title of titlesOf(splitByTitle(rows, 0.3, seed).heldOut)) {
      times.set(title, (times.get(title) ?? 0) + 1);
    }
  }
  // Binomial(200, 0.3) is 60 +- 6.5: beyond 33 and 87 with probability 4e-5 a title, 4e-3 for all;
  // the seeds are fixed.
  expect(times.size).toBe(100);
  for (const count of times.values()) expect(Math.abs(count - 60)).toBeLessThanOrEqual(27);
});
