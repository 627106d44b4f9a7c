import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText } from "../../../../shared/text/cleaning/clean-text.ts";
import { hostileTitle } from "../../../fixtures/hostile-titles.ts";

describe("cleanText", () => {
  it.each([
    ["Tom &amp; Jerry", "Tom & Jerry"],
    ["Tom &amp;amp; Jerry", "Tom & Jerry"],
    ["Fisher&#45;Price &#x26; Co&eacute;", "Fisher-Price & Coé"],
    ["Spree&#150; Chelsea", "Spree\u2013 Chelsea"],
    ["W& S&", "W& S&"],
    ["AT&T R&D &notaname;", "AT&T R&D &notaname;"],
    ["Salt&copy Pepper", "Salt&copy Pepper"],
    ["lip\u00adstick, \u200bte\u2060a\ufeff", "lipstick, tea"],
    ["\u202ered\u202c \u200emug\u200f", "red mug"],
    ["lip&shy;stick", "lipstick"],
    ["LEGO\u2122 City&trade;", "LEGO  City "],
  ])("of %j is %j", (title, clean) => {
    expect(cleanText(title)).toBe(clean);
  });

  it("makes a hyphen of the Persian non-joiner and drops joiners elsewhere", () => {
    expect(cleanText("می\u200cخواهم")).toBe("می-خواهم");
    expect(cleanText("क्\u200dष")).toBe("क्ष");
    expect(cleanText("tea\u200cpot")).toBe("teapot");
  });

  it("leaves nothing that cannot be seen, in any title", () => {
    fc.assert(
      fc.property(hostileTitle, (title) => {
        expect(cleanText(title)).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
      }),
      { seed: 1 },
    );
  });
});
