import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureOptions, plainWords } from "../../../shared/text/feature-options.ts";
import { splitTitle, type Token, words } from "../../../shared/text/words.ts";
import { growth } from "../../fixtures/growth.ts";
import { everyForm, hostileTitle } from "../../fixtures/hostile-titles.ts";

const textsOf = (tokens: readonly Token[]) => tokens.flatMap(({ words }) => words.map(({ text }) => text));

describe("splitTitle", () => {
  const split = (title: string, options: Partial<FeatureOptions>) =>
    splitTitle(title, { ...plainWords, ...options });

  it.each([
    ["bag-stroller", ["bag", "stroller"], "bagstroller"],
    ["bag\u2011stroller", ["bag", "stroller"], "bagstroller"],
    ["men's", ["men", "s"], "mens"],
    ["men’s", ["men", "s"], "mens"],
    ["L'Oréal", ["l", "oréal"], "loréal"],
    ["mother-in-law", ["mother", "in", "law"], "motherinlaw"],
    ["bagstroller", ["bagstroller"], null],
    ["12-16", ["12", "16"], null],
  ])("joins %s beside its words", (title, texts, joined) => {
    const tokens = split(title, { joinHyphens: true });
    expect(textsOf(tokens)).toEqual(texts);
    expect(tokens[0]?.joined).toBe(joined);
  });

  it.each([
    ["iPhone6s", "iphone6s", ["iphone", "6", "s", "phone", "6", "s"]],
    ["12pack", "12pack", ["12", "pack"]],
    ["500ml", "500ml", ["500", "ml"]],
    ["PlayStation", "playstation", ["playstation", "play", "station"]],
    ["LEGO", "lego", []],
  ])("divides %s at its joints beside the whole", (title, text, parts) => {
    const [word] = split(title, { splitJoints: true }).flatMap(({ words }) => words);
    expect(word?.text).toBe(text);
    expect(new Set(word?.parts)).toEqual(new Set(parts));
  });

  it("divides where scripts without spaces begin and end", () => {
    const title = "送料無料LEGOセット3個 green";
    expect(textsOf(split(title, { unspacedNgrams: [1, 3], splitJoints: true }))).toEqual([
      "送料無料",
      "lego",
      "セット",
      "3",
      "個",
      "green",
    ]);
    expect(textsOf(split(title, {}))).toEqual(["送料無料legoセット3個", "green"]);
  });

  it("takes private-use characters of a title for what separates words", () => {
    expect(split("tea\ue000pot", { joinHyphens: true }).map(({ joined }) => joined)).toEqual([null, null]);
  });
});

describe("words", () => {
  it.each([
    ["Adult LEGO toys", ["adult", "lego", "toys"]],
    ["12-ounce (pack of 6)", ["12", "ounce", "pack", "of", "6"]],
    ["L'Oréal crème", ["l", "oréal", "crème"]],
    ["cre\u0300me = cr\u00e8me", ["crème", "crème"]],
    ["ｆｕｌｌ ｗｉｄｔｈ ﬁt", ["full", "width", "fit"]],
    ["玩具 игрушки ألعاب", ["玩具", "игрушки", "ألعاب"]],
    ["snake_case", ["snake", "case"]],
    ["", []],
    [" \t\n!?", []],
    ["lego\0toys", ["lego", "toys"]],
    ["lego\ud800toys\udc00", ["lego", "toys"]],
    ["🧸 bear", ["bear"]],
  ])("of %j are %j", (title, expected) => {
    expect(words(title)).toEqual(expected);
  });

  it("folds digits on request, in every script", () => {
    const tokens = splitTitle("12 ounce x2 ٣٤", { ...plainWords, foldDigits: true });
    expect(textsOf(tokens)).toEqual(["0", "ounce", "x0", "0"]);
    expect(words("12 ounce x2 ٣٤")).toEqual(["12", "ounce", "x2", "٣٤"]);
  });

  it("keep 30 marks of a run and leave shorter runs alone", () => {
    const zalgo = (marks: number) => `a${"\u0315".repeat(marks)}`;
    expect(words(zalgo(30))).toEqual([zalgo(30)]);
    expect(words(`${zalgo(5_000)}b`)).toEqual([`${zalgo(30)}b`]);
  });

  it("are lower-case runs of letters, marks and digits for any string at all", () => {
    fc.assert(
      fc.property(hostileTitle, fc.constantFrom(plainWords, everyForm), (title, options) => {
        for (const { words, joined } of splitTitle(title, options)) {
          const parts = words.flatMap((word) => [word.text, ...word.parts]);
          for (const word of joined === null ? parts : [...parts, joined]) {
            expect(word).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
            expect(word).toBe(word.toLowerCase());
          }
        }
      }),
      { seed: 1 },
    );
  });

  it("are separated by lone surrogates", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(words(`${left}\udfff${right}`)).toEqual([...words(left), ...words(right)]);
      }),
      { seed: 1 },
    );
  });

  it.each([
    ["one endless word", "a"],
    ["marks out of canonical order", "\u0315\u0316"],
    ["halfwidth letters that become marks, out of order", "\u0315\uff9e"],
    ["letters that expand to eighteen", "\ufdfa"],
    ["sigmas, whose lower case depends on what follows", "Σ\u0301"],
    ["lone surrogates", "\ud800"],
    ["Hangul to compose", "\u1100\u1161"],
    ["one-letter words", "a "],
    ["digits", "1a"],
    ["hyphens", "a-"],
    ["capitals", "aB"],
    ["character references", "&amp;"],
    ["references that begin and never end", "&am"],
    ["ampersands", "&"],
    ["characters that cannot be seen", "\u200c"],
    ["Persian with non-joiners", "\u06cc\u200c"],
    ["kana and letters in turn", "aか"],
  ])(
    "take time that grows no faster than the title: %s",
    (_, unit) => {
      expect(
        growth(
          (size) => unit.repeat(size / unit.length),
          (title) => splitTitle(title, everyForm),
        ),
      ).toBeLessThan(80);
    },
    30_000,
  );
});
