import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { termExtractor } from "../../../shared/text/terms.ts";

describe("termExtractor", () => {
  it("gives words with repeats, in order", () => {
    expect(termExtractor(plainWords)("tea for tea")).toEqual({
      words: ["tea", "for", "tea"],
      wordTerms: ["tea", "for", "tea"],
      subwordTerms: [],
    });
  });

  it("drops stop words and short words before it makes n-grams", () => {
    const extract = termExtractor({
      ...plainWords,
      stopWords: ["of"],
      minWordLength: 2,
      wordNgrams: [1, 2],
    });
    expect(extract("Pack of 6 tea bags").wordTerms).toEqual(["pack", "tea", "bags", "pack tea", "tea bags"]);
  });

  it("counts the length of a word in code points", () => {
    const extract = termExtractor({ ...plainWords, minWordLength: 2 });
    expect(extract("𝒳 𐐷 𐐷𐐷 ab").words).toEqual(["𐐷𐐷", "ab"]);
  });

  it("gives no n-grams that are longer than the title", () => {
    expect(termExtractor({ ...plainWords, wordNgrams: [2, 3] })("lego").wordTerms).toEqual([]);
  });

  it("gives character n-grams of the marked word, the whole word left out", () => {
    const extract = termExtractor({ ...plainWords, subwordNgrams: [3, 5] });
    expect(extract("cat").subwordTerms).toEqual(["#^ca", "#cat", "#at$", "#^cat", "#cat$"]);
    expect(extract("𐐷a").subwordTerms).toEqual(["#^𐐷a", "#𐐷a$"]);
  });

  it("gives only those at the ends of the word on request", () => {
    const extract = termExtractor({ ...plainWords, subwordNgrams: [3, 4], subwordPlace: "ends" });
    expect(extract("teapot").subwordTerms).toEqual(["#^te", "#ot$", "#^tea", "#pot$"]);
    expect(extract("cat a").subwordTerms).toEqual(["#^ca", "#at$", "#^cat", "#cat$"]);
  });

  it("keeps word terms and sub-word terms apart for any title", () => {
    const extract = termExtractor({ ...plainWords, wordNgrams: [1, 2], subwordNgrams: [2, 3] });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        const { wordTerms, subwordTerms } = extract(title);
        expect(wordTerms.every((term) => !term.startsWith("#"))).toBe(true);
        expect(subwordTerms.every((term) => term.startsWith("#"))).toBe(true);
      }),
      { seed: 1 },
    );
  });
});
