import fc from "fast-check";
import { expect, test } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { subwordFinder } from "../../../shared/text/subword-finder.ts";
import { packedTermTable } from "../../../shared/text/term-table.ts";
import { subwords } from "../../../shared/text/terms.ts";
import { packTerms } from "../../../trainer/artifact/pack-terms.ts";

const words = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("a", "é", "茶", "\u{10380}"), maxLength: 8 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 80 }),
);

test("finds the sub-words of any word that are terms, in their order", () => {
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom<[number, number] | null>([1, 2], [3, 4], [4, 5], null),
      fc.constantFrom("inside" as const, "ends" as const),
      fc.boolean(),
      (word, other, subwordNgrams, subwordPlace, foldAccents) => {
        const options = { ...plainWords, subwordNgrams, subwordPlace, foldAccents };
        const known = subwords(word, options).filter((_, k) => k % 3 > 0);
        const terms = [...new Set([...known, ...subwords(other, options)])].sort();
        const documentFrequency = terms.map(() => 1);
        const table = packedTermTable(packTerms({ terms, documentFrequency }), 9);
        const find = subwordFinder(table, options);
        for (const one of [word, other, word])
          expect(find(one)).toEqual(
            subwords(one, options)
              .map((term) => terms.indexOf(term))
              .filter((index) => index >= 0),
          );
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
