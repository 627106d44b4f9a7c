import fc from "fast-check";
import { expect, it } from "vitest";
import { countTerms } from "../../../shared/text/count-terms.ts";

it("counts terms in ascending order, words apart from sub-words, whatever their number", () => {
  const indexes = fc.array(fc.integer({ min: -1, max: 60 }), { maxLength: 100 });
  const lists = fc.array(fc.array(fc.integer({ min: 100, max: 160 }), { maxLength: 8 }), { maxLength: 20 });
  fc.assert(
    fc.property(indexes, lists, (ofWords, ofSubwords) => {
      const found = countTerms(ofWords, ofSubwords);
      const all = [...ofWords.filter((index) => index >= 0), ...ofSubwords.flat()];
      const distinct = [...new Set(all)].sort((a, b) => a - b);
      expect(found).toEqual(
        distinct.map((index) => ({
          index,
          repeats: all.filter((one) => one === index).length,
          isSubword: index >= 100,
        })),
      );
    }),
    { seed: 1 },
  );
});
