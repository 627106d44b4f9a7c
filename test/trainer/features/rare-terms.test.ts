import { describe, expect, test } from "vitest";
import { fitVocabulary, hasTerms } from "../../../trainer/features/fit-vocabulary.ts";
import {
  countLeftOut,
  fewestTitles,
  lastLevel,
  narrowVocabulary,
  withoutRareTerms,
} from "../../../trainer/features/rare-terms.ts";
import { presets } from "../../../trainer/model/preset.ts";

const { features } = presets.default;
const titles = [
  ...Array.from({ length: 20 }, () => "green tea"),
  ...Array.from({ length: 5 }, () => "black coffee"),
  ...Array.from({ length: 3 }, () => "wooden robot"),
  "oolong",
];

describe("rare terms", () => {
  test("are pairs first, then pieces, then words", () => {
    const fewest = (level: number) => {
      const options = withoutRareTerms(features, level);
      return ["+green tea", "#gree", "green"].map((term) => fewestTitles(term, options));
    };
    expect(fewest(1)).toEqual([2, 2, 1]);
    expect(fewest(3)).toEqual([3, 2, 1]);
    expect(fewest(12)).toEqual([12, 3, 1]);
    expect(fewest(160)).toEqual([160, 40, 10]);
  });

  test("are kept up to their last level", () => {
    for (const term of ["+green tea", "#gree", "green"]) {
      for (const documentFrequency of [2, 3, 7]) {
        const last = lastLevel(term, documentFrequency);
        expect(fewestTitles(term, withoutRareTerms(features, last))).toBeLessThanOrEqual(documentFrequency);
        expect(fewestTitles(term, withoutRareTerms(features, last + 1))).toBeGreaterThan(documentFrequency);
      }
    }
  });

  test("are left out of a vocabulary as if it were fitted without them, and counted", () => {
    const whole = fitVocabulary(titles, features);
    const options = withoutRareTerms(features, 16 * 4);
    const narrow = narrowVocabulary(whole, options);
    expect(narrow).toEqual(fitVocabulary(titles, options));
    const pieces = ["#^gre", "#^tea", "#een$", "#gree", "#reen", "#tea$"];
    expect(narrow.terms).toEqual([...pieces, "black", "coffee", "green", "tea"]);
    const leftOut = countLeftOut(whole, narrow);
    expect(leftOut.map(({ kind, fewestTitles: fewest }) => [kind, fewest])).toEqual([
      ["pairs", 64],
      ["pieces", 16],
      ["words", 4],
    ]);
    const all = leftOut.reduce((sum, { terms }) => sum + terms, 0);
    expect(all).toBe(whole.terms.length - narrow.terms.length);
    expect(countLeftOut(whole, whole)).toEqual([]);
  });
});

test("whether there is any term is known without a vocabulary", () => {
  const once = ["green tea", "black coffee"];
  const inTwo = { ...presets.quick.features, minDocumentFrequency: 2 };
  expect(hasTerms(titles, inTwo)).toBe(true);
  expect(hasTerms(once, inTwo)).toBe(false);
  // What all titles have is too common, and what some have is not.
  const half = { ...inTwo, maxDocumentFrequency: 0.5 };
  expect(hasTerms(["tea", "tea"], half)).toBe(false);
  expect(hasTerms(["tea", "tea", "coffee", "juice"], half)).toBe(true);
});
