import { decodeHTMLStrict } from "entities/decode";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReferences } from "../../../../shared/text/cleaning/decode-references.ts";
import { namedReferences } from "../../../../shared/text/cleaning/named-references.ts";

/** As many names with a semicolon as the standard has. */
const standardNames = 2125;

describe("decodeReferences", () => {
  it("knows every name of HTML's standard, as the package entities does", () => {
    const names = new Set(namedReferences.match(/[A-Za-z][A-Za-z\d]*/g));
    expect(names.size).toBe(standardNames);
    const text = [...names].map((name) => `&${name};`).join(" ");
    expect(decodeReferences(text)).toBe(decodeHTMLStrict(text));
    expect(decodeReferences(text)).not.toMatch(/&[A-Za-z\d]+;/);
  });

  it.each([
    ["&eacute;&Eacute;", "éÉ"],
    ["&nvlt;&fjlig;", "<\u20d2fj"],
    ["&Ascr;", "\u{1d49c}"],
    ["&#233;&#xe9;&#XE9;", "ééé"],
    ["&#128;&#0;&#xd800;&#x110000;", "€\ufffd\ufffd\ufffd"],
    ["&eacute &#233 &EACUTE; &#; &#x; &;", "&eacute &#233 &EACUTE; &#; &#x; &;"],
    ["&amp;amp;", "&amp;"],
    ["&&amp;&", "&&&"],
  ])("of %j is %j", (text, decoded) => {
    expect(decodeReferences(text)).toBe(decoded);
  });

  it("decodes any text as the package entities does", () => {
    const fragment = fc.constantFrom(
      ...["&", "#", "x", "X", ";", "amp", "AMP", "lt", "frac12", "nvlt", "0", "65", "150", "1f600", "d800"],
      ...["99999999999999999999", "é", " ", "\ud800"],
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        expect(decodeReferences(text)).toBe(decodeHTMLStrict(text));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("takes time linear in the text", () => {
    const text = `&${"a".repeat(100_000)}`.repeat(10);
    expect(decodeReferences(text)).toBe(text);
  });
});
