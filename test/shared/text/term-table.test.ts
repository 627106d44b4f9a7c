import fc from "fast-check";
import { expect, test } from "vitest";
import { packedTermTable } from "../../../shared/text/term-table.ts";
import { packTerms } from "../../../trainer/artifact/pack-terms.ts";

test("finds every term and no other, for any strings", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 60 }),
      fc.array(fc.string({ unit: "grapheme", maxLength: 12 })),
      (terms, others) => {
        const documentFrequency = terms.map((_, index) => index);
        const table = packedTermTable(packTerms({ terms, documentFrequency }), 100);
        expect(table.length).toBe(terms.length);
        terms.forEach((term, index) => {
          expect([table.find(term), table.at(index), table.documentFrequency(index)]).toEqual([
            index,
            term,
            index,
          ]);
        });
        for (const other of others) expect(table.find(other)).toBe(terms.indexOf(other));
        expect(table.at(terms.length)).toBe("");
      },
    ),
    { seed: 1 },
  );
});

test("rejects a string longer than all terms without encoding it", () => {
  const table = packedTermTable(packTerms({ terms: ["tea"], documentFrequency: [1] }), 1);
  expect(table.find("t".repeat(10_000_000))).toBe(-1);
  expect(table.find("teé")).toBe(-1);
});

test("finds fewer terms in a table that contradicts itself, and does no other harm", () => {
  const sound = packTerms({ terms: ["a", "bc", "d"], documentFrequency: [1, 9, 2] });
  expect(packedTermTable(sound, 5).documentFrequency(1)).toBe(5);
  const full = sound.slots.map((_, at) => (at % 4 === 0 ? 1 : 0));
  expect(packedTermTable({ ...sound, slots: full }, 5).find("d")).toBe(-1);
  const far = sound.slots.map(() => 0xff);
  expect(packedTermTable({ ...sound, slots: far }, 5).find("a")).toBe(-1);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (ends) => {
      const table = packedTermTable({ ...sound, ends }, 5);
      for (const term of ["a", "bc", "d", ""]) {
        const found = table.find(term);
        if (found >= 0) expect(table.at(found)).toBe(term);
      }
    }),
    { seed: 2 },
  );
});
