import fc from "fast-check";
import { expect, it } from "vitest";
import { termBlocks, termCounter } from "../../../shared/text/count-terms.ts";

it("counts terms in ascending order, with the block of each, whatever their number", () => {
  const countWords = termCounter(true);
  const countOthers = termCounter(false);
  const numbers = fc.array(fc.integer({ min: -1, max: 60 }), { maxLength: 100 });
  const lists = fc.array(fc.array(fc.integer({ min: 100, max: 160 }), { maxLength: 20 }), { maxLength: 20 });
  const paired = fc.array(fc.integer({ min: 200, max: 260 }), { maxLength: 30 });
  const blockOf = (index: number) => {
    if (index >= 200) return termBlocks.pairs;
    return index >= 100 ? termBlocks.subwords : termBlocks.words;
  };
  fc.assert(
    fc.property(
      numbers,
      lists,
      paired,
      numbers,
      fc.boolean(),
      (ofWords, ofSubwords, pairs, others, areTerms) => {
        const words = ofSubwords.map((subwords, k) => ({ index: ofWords[k] ?? -1, subwords }));
        const countTerms = areTerms ? countWords : countOthers;
        const { count, indexes, repeats, blocks } = countTerms(words, pairs, others);
        const terms = [...(areTerms ? words.map(({ index }) => index) : []), ...others];
        const all = [...terms.filter((index) => index >= 0), ...pairs, ...ofSubwords.flat()];
        const distinct = [...new Set(all)].sort((a, b) => a - b);
        expect([...indexes.subarray(0, count)]).toEqual(distinct);
        expect([...repeats.subarray(0, count)]).toEqual(
          distinct.map((index) => all.filter((one) => one === index).length),
        );
        expect([...blocks.subarray(0, count)]).toEqual(distinct.map(blockOf));
      },
    ),
    { seed: 1 },
  );
});
