import fc from "fast-check";
import { expect, test } from "vitest";
import { holdOut } from "../../../trainer/data/hold-out.ts";
import { splitByTitle } from "../../../trainer/data/split-by-title.ts";

const rowOf = (title: string, label: string, k = 0) => ({
  file: "f.csv",
  row: k + 2,
  title,
  path: ["p", label],
});

test("every class keeps a title to train on, whatever the share, and no title is on both sides", () => {
  const someRows = fc.array(fc.tuple(fc.nat(30), fc.nat(12)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(someRows, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.nat(5), (pairs, share, seed) => {
      const rows = pairs.map(([title, label], k) => rowOf(`title ${title}`, `class ${label}`, k));
      const { kept, heldOut, lacking } = holdOut(rows, share, seed);
      const labels = (part: typeof kept) => new Set(part.map(({ path }) => path[1]));
      expect(labels(kept)).toEqual(labels(rows));
      const titles = new Set(kept.map(({ title }) => title));
      expect(heldOut.filter(({ title }) => titles.has(title))).toEqual([]);
      expect(kept.length + heldOut.length).toBe(rows.length);
      const distinct = new Set(rows.map(({ title }) => title)).size;
      const held = new Set(heldOut.map(({ title }) => title)).size;
      expect(held + lacking).toBe(Math.round(share * distinct));
      expect(lacking).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("where no class would be lost it is the split by title", () => {
  const rows = Array.from({ length: 400 }, (_, k) => rowOf(`title ${k}`, `class ${k % 2}`, k));
  const { kept, heldOut, lacking } = holdOut(rows, 0.3, 7);
  expect({ kept, heldOut }).toEqual(splitByTitle(rows, 0.3, 7));
  expect(lacking).toBe(0);
});

test("the next of the ranking is held out in place of the last title of a class", () => {
  const rows = [
    ...Array.from({ length: 20 }, (_, k) => rowOf(`common ${k}`, "common", k)),
    ...Array.from({ length: 20 }, (_, k) => rowOf(`rare ${k}`, `rare ${k}`, k)),
  ];
  const { heldOut, lacking } = holdOut(rows, 0.4, 1);
  expect(heldOut).toHaveLength(16);
  expect(heldOut.every(({ title }) => title.startsWith("common"))).toBe(true);
  expect(lacking).toBe(0);
  expect(holdOut(rows, 0.9, 1).lacking).toBe(36 - 19);
});
