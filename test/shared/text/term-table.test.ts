import fc from "fast-check";
import { expect, test } from "vitest";
import { packedTermTable } from "../../../shared/text/term-table.ts";
import { packTerms } from "../../../trainer/artifact/pack-terms.ts";

test("finds every term and no other, whatever they are made of", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 60 }),
      fc.array(fc.string({ unit: "grapheme", maxLength: 12 })),
      (terms, others) => {
        const documentFrequency = terms.map((_, index) => index);
        const table = packedTermTable(packTerms({ terms, documentFrequency }));
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

test("refuses what is longer than any term without encoding it", () => {
  const table = packedTermTable(packTerms({ terms: ["tea"], documentFrequency: [1] }));
  expect(table.find("t".repeat(10_000_000))).toBe(-1);
  expect(table.find("teé")).toBe(-1);
});

test("ends its search in a table without an empty slot", () => {
  const packed = packTerms({ terms: ["a", "b"], documentFrequency: [1, 1] });
  const table = packedTermTable({ ...packed, slots: packed.slots.map((_, at) => (at % 4 === 0 ? 1 : 0)) });
  expect(table.find("b")).toBe(-1);
});
