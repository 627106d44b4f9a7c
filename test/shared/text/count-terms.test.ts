import fc from "fast-check";
import { expect, it } from "vitest";
import { termCounter } from "../../../shared/text/count-terms.ts";

it("counts terms in ascending order, words apart from sub-words, whatever their number", () => {
  const countTerms = termCounter();
  const numbers = fc.array(fc.integer({ min: -1, max: 60 }), { maxLength: 100 });
  const lists = fc.array(fc.array(fc.integer({ min: 100, max: 160 }), { maxLength: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(numbers, lists, (ofWords, ofSubwords) => {
      const { count, indexes, repeats, isSubword } = countTerms(ofWords, ofSubwords);
      const all = [...ofWords.filter((index) => index >= 0), ...ofSubwords.flat()];
      const distinct = [...new Set(all)].sort((a, b) => a - b);
      expect([...indexes.subarray(0, count)]).toEqual(distinct);
      expect([...repeats.subarray(0, count)]).toEqual(
        distinct.map((index) => all.filter((one) => one === index).length),
      );
      expect([...isSubword.subarray(0, count)]).toEqual(distinct.map((index) => (index >= 100 ? 1 : 0)));
    }),
    { seed: 1 },
  );
});
