import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldAccents } from "../../../../shared/text/letters/accents.ts";

describe("foldAccents", () => {
  it.each([
    ["crème", "creme"],
    ["łódź", "lodz"],
    ["straße", "strasse"],
    ["việt", "viet"],
    ["ёлка", "елка"],
    ["άλφα", "αλφα"],
    ["مُحَمَّد", "محمد"],
    ["שָׁלוֹם", "שלום"],
    ["tea", "tea"],
    // Marks that are vowels, or another sound, stay.
    ["हिन्दी", "हिन्दी"],
    ["ผ้าไหม", "ผ้าไหม"],
    ["ガム", "ガム"],
    ["한국어", "한국어"],
    ["\u0301", "\u0301"],
    ["", ""],
  ])("of %j is %j", (word, folded) => {
    expect(foldAccents(word)).toBe(folded);
  });

  it("changes nothing the second time, for any word", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const once = foldAccents(text.normalize("NFKC").toLowerCase());
        expect(foldAccents(once)).toBe(once);
      }),
      { seed: 1 },
    );
  });
});
