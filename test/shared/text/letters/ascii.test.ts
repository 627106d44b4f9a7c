import fc from "fast-check";
import { expect, it } from "vitest";
import { plainWords } from "../../../../shared/text/feature-options.ts";
import { isPlainAscii } from "../../../../shared/text/letters/ascii.ts";
import { splitTitle, type Token } from "../../../../shared/text/words.ts";
import { everyForm } from "../../../fixtures/hostile-titles.ts";

it("tells plain ASCII from anything else", () => {
  expect(isPlainAscii("Tea & 2 mugs ~")).toBe(true);
  for (const text of ["caf\u00e9", "a\tb", "\u007f", "\ud800"]) expect(isPlainAscii(text)).toBe(false);
});

const pieces = fc.constantFrom(
  "a",
  "B",
  "iPhone",
  "6",
  "12",
  "-",
  "'",
  " ",
  "t-shirt",
  "5G",
  "USB",
  "_",
  "/",
  "#",
);

it("has the words that Unicode's tables find", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((parts) => parts.join("")),
        fc.string(),
      ),
      fc.constantFrom(plainWords, everyForm, { ...everyForm, foldDigits: true }),
      (title, options) => {
        fc.pre(isPlainAscii(title));
        // An ideograph beside the title makes it take the way of all scripts.
        const [last, ...others] = splitTitle(`${title} \u6f22`, options).reverse();
        expect(splitTitle(title, options)).toEqual(others.reverse());
        expect(last?.words.map(({ text }: Token["words"][number]) => text)).toEqual(["\u6f22"]);
      },
    ),
    { seed: 1, numRuns: 2_000 },
  );
});
