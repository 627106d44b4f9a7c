import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { words } from "../../../shared/text/words.ts";
import { growth } from "../../fixtures/growth.ts";

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
    expect(words("12 ounce x2 ٣٤", true)).toEqual(["0", "ounce", "x0", "0"]);
    expect(words("12 ounce x2 ٣٤")).toEqual(["12", "ounce", "x2", "٣٤"]);
  });

  it("keep 30 marks of a run and leave shorter runs alone", () => {
    const zalgo = (marks: number) => `a${"\u0315".repeat(marks)}`;
    expect(words(zalgo(30))).toEqual([zalgo(30)]);
    expect(words(`${zalgo(5_000)}b`)).toEqual([`${zalgo(30)}b`]);
  });

  it("are lower-case runs of letters, marks and digits for any string at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), (title, fold) => {
        for (const word of words(title, fold)) {
          expect(word).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
          expect(word).toBe(word.toLowerCase());
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
  ])(
    "take time that grows no faster than the title: %s",
    (_, unit) => {
      expect(
        growth(
          (size) => unit.repeat(size / unit.length),
          (title) => words(title, true),
        ),
      ).toBeLessThan(80);
    },
    30_000,
  );
});
