import fc from "fast-check";
import { expect, it } from "vitest";
import { termBlocks, termCounter } from "../../../shared/text/count-terms.ts";

it("counts terms in ascending order, with the block of each, whatever their number", () => {
  const countTerms = termCounter();
  const numbers = fc.array(fc.integer({ min: -1, max: 60 }), { maxLength: 100 });
  const pairs = fc.array(fc.integer({ min: 200, max: 260 }), { maxLength: 30 });
  const lists = fc.array(fc.array(fc.integer({ min: 100, max: 160 }), { maxLength: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(numbers, pairs, lists, (ofWords, ofPairs, ofSubwords) => {
      const { count, indexes, repeats, blocks } = countTerms(ofWords, ofPairs, ofSubwords);
      const all = [...ofWords.filter((index) => index >= 0), ...ofPairs, ...ofSubwords.flat()];
      const distinct = [...new Set(all)].sort((a, b) => a - b);
      expect([...indexes.subarray(0, count)]).toEqual(distinct);
      expect([...repeats.subarray(0, count)]).toEqual(
        distinct.map((index) => all.filter((one) => one === index).length),
      );
      const blockOf = (index: number) => {
        if (index >= 200) return termBlocks.pairs;
        return index >= 100 ? termBlocks.subwords : termBlocks.words;
      };
      expect([...blocks.subarray(0, count)]).toEqual(distinct.map(blockOf));
    }),
    { seed: 1 },
  );
});
