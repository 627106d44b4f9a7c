import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { termExtractor } from "../../../shared/text/terms.ts";
import { growth } from "../../fixtures/growth.ts";
import { everyForm, hostileTitle } from "../../fixtures/hostile-titles.ts";

describe("termExtractor", () => {
  it("gives words with repeats, in order", () => {
    expect(termExtractor(plainWords)("tea for tea")).toEqual({
      words: ["tea", "for", "tea"],
      forms: new Map(),
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

  it("gives every form of a word as a term beside it, once a title", () => {
    const extract = termExtractor({ ...everyForm, subwordNgrams: null });
    const { words, forms, wordTerms } = extract("Crème-Brûlée for iPhone6s, iPhone6s");
    expect(words).toEqual(["crème", "brûlée", "for", "iphone0", "iphone0"]);
    expect(forms.get("crème")).toEqual(new Set(["creme", "crèmebrûlée", "cremebrulee"]));
    expect(forms.get("for")).toBeUndefined();
    expect(wordTerms.toSorted()).toEqual(
      [...words, "creme", "brulee", "crèmebrûlée", "cremebrulee", "iphone", "phone", "0", "s"].sort(),
    );
  });

  it("leaves stop words and short words out of the forms", () => {
    const extract = termExtractor({ ...everyForm, stopWords: ["ml"], minWordLength: 2 });
    expect([...(extract("500ml x").forms.get("0ml") ?? [])]).toEqual([]);
    expect([...(extract("12pack").forms.get("0pack") ?? [])]).toEqual(["pack"]);
  });

  it.each([
    [
      "お茶セット",
      ["お茶", "茶セ", "セッ", "ット"],
      ["お", "茶", "セ", "ッ", "ト", "お茶セ", "茶セッ", "セット"],
    ],
    ["茶", ["茶"], []],
    ["ผ้าไหม", ["ผ้า", "าไ", "ไห", "หม"], ["ผ้", "า", "ไ", "ห", "ม", "ผ้าไ", "าไห", "ไหม"]],
  ])("takes pairs of characters of %s as words, and other n-grams beside", (title, words, others) => {
    const found = termExtractor({ ...everyForm, subwordNgrams: [1, 4] })(title);
    expect(found.words).toEqual(words);
    expect(found.wordTerms).toEqual([...words, ...others]);
    expect(found.subwordTerms).toEqual([]);
  });

  it("makes pieces of words without their accents", () => {
    const extract = termExtractor({ ...everyForm, subwordNgrams: [4, 4] });
    expect(extract("café").subwordTerms).toEqual(extract("cafe").subwordTerms);
  });

  it.each([
    ["hyphens", "é-"],
    ["joints", "aB1"],
    ["kana", "か"],
    ["Thai marks", "ก่"],
    ["accents", "é"],
    ["words with forms", "a-b "],
    ["character references", "&#39;"],
  ])(
    "takes time that grows no faster than the title: %s",
    (_, unit) => {
      const extract = termExtractor(everyForm);
      expect(growth((size) => unit.repeat(size / unit.length), extract)).toBeLessThan(80);
    },
    30_000,
  );

  it("keeps word terms and sub-word terms apart for any title", () => {
    const extract = termExtractor({ ...everyForm, wordNgrams: [1, 2], subwordNgrams: [2, 3] });
    fc.assert(
      fc.property(hostileTitle, (title) => {
        const { wordTerms, subwordTerms } = extract(title);
        expect(wordTerms.every((term) => !term.startsWith("#"))).toBe(true);
        expect(subwordTerms.every((term) => term.startsWith("#"))).toBe(true);
      }),
      { seed: 1 },
    );
  });
});
