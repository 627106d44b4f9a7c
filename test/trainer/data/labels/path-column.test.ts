import fc from "fast-check";
import { expect, test } from "vitest";
import { detectSeparator, splitPath } from "../../../../trainer/data/labels/path-column.ts";

const detect = (...values: string[]) => detectSeparator(new Set(values));

/** Paths of two departments with three classes each. */
function tree(separator: string): string[] {
  const classes = { Toys: ["Games", "Puzzles", "Dolls"], Food: ["Tea", "Jam", "Rice"] };
  return Object.entries(classes).flatMap(([above, below]) => below.map((name) => above + separator + name));
}

test.each([
  [["Toys & Games > Puzzles", "Toys & Games > Games", "Beauty"], ">"],
  [["Toys>Puzzles", "Beauty >Makeup"], ">"],
  [["a::b::c", "a::d"], "::"],
  [["a \u00bb b", "c \u00bb d"], "\u00bb"],
  [["a \u2192 b"], "\u2192"],
  [["toys/puzzles", "toys/games", "food/tea", "food/jam"], "/"],
  [["/toys/puzzles", "/toys/games", "/food/tea", "/food/jam"], "/"],
  [["toys | puzzles", "toys | games"], " | "],
  [["TV/Audio > Headphones", "TV/Audio > Radios"], ">"],
  [["Bed / Bath / Towels/Mats", "Bed / Bath / Soap", "Bed / Linen"], " / "],
  [['["toys", "games"]', '["food"]'], "json"],
  [["['toys', \"dolls' houses\"]", "['food']"], "json"],
  [["toys -> games", "food->tea"], "->"],
  [["toys &gt; games"], "&gt;"],
  [["toys >> games"], ">>"],
  [["toys \u203a games"], "\u203a"],
  [tree("; "), ";"],
  [tree(": "), ":"],
  [tree(", "), ","],
  [tree("."), "."],
  [["Shirts, men", "Tea, coffee", "Health, beauty", "Toys, games"], null],
  [["Smith, John", "Smith, Anna", "Miller, Tom", "Miller, Eve"], null],
  [["01.11", "01.12", "01.13", "02.10", "02.20", "02.30"], null],
  [["10:30", "10:45", "10:50", "11:00", "11:10", "11:20"], null],
  [["Dr. Smith", "Dr. Jones", "Dr. Who", "Mr. Smith", "Mr. Jones", "Mr. Who"], null],
  [["1,500 ml", "1,200 ml", "1,000 ml", "2,500 ml", "2,200 ml", "2,000 ml"], null],
  [["puzzles", "games", "tea"], null],
  [["TV/Audio", "Health/Beauty", "Toys", "Food"], null],
  [["TV/Audio", "Health/Beauty", "Food/Drinks"], null],
  [["C > B only here", "a", "b", "c"], null],
  [[], null],
])("%j is separated by %j", (values, separator) => {
  expect(detect(...values)).toBe(separator);
});

test("names are trimmed; a separator in front or at the end adds no name", () => {
  expect(splitPath(" Toys >  Puzzles ", ">")).toEqual(["Toys", "Puzzles"]);
  expect(splitPath("/toys/games", "/")).toEqual(["toys", "games"]);
  expect(splitPath("> toys > games > ", ">")).toEqual(["toys", "games"]);
  expect(splitPath("toys >  > games", ">")).toEqual(["toys", "", "games"]);
  expect(splitPath("['toys', \"dolls' houses\", 'a\\'b']", "json")).toEqual(["toys", "dolls' houses", "a'b"]);
  expect(splitPath('["Toys > Co", "Games"]', "json")).toEqual(["Toys > Co", "Games"]);
  expect(splitPath("TV/Audio", null)).toEqual(["TV/Audio"]);
});

test("paths joined by any separator are found and parted again", () => {
  const name = fc.constantFrom("Toys & Games", "Food", "TV, Audio", "0123", "__proto__", "\u7dd1\u8336");
  const paths = fc.array(fc.array(name, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const separators = fc.constantFrom(" > ", ">", "::", " \u00bb ", "\u2192", " -> ", " &gt; ", "\u203a");
  fc.assert(
    fc.property(paths, separators, (some, separator) => {
      const texts = some.map((path) => path.join(separator));
      const found = detectSeparator(new Set(texts));
      expect(texts.map((text) => splitPath(text, found))).toEqual(some);
    }),
  );
});
