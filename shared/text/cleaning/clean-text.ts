import { decodeReferences } from "./decode-references.ts";

/** Text is escaped twice now and then, by a shop and by its exporter, and seldom more often. */
const mostEscapes = 3;
/** Signs that NFKC would write as letters of the word before them. */
const tradeMarks = /[\u2122\u2120]/g;
/** In Persian and its neighbours the non-joiner stands where others write a space or a hyphen. */
const arabicNonJoiner = /(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu;
/** Soft hyphens, zero-width characters, bidi marks, variation selectors, fillers. */
const invisible = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * A title without what exports and editors leave in it: HTML character references are decoded,
 * also if they have been escaped twice; trade mark signs become spaces; characters that cannot be
 * seen are dropped. So a word has one form whether it was typed with joiners or without. The
 * non-joiner between Arabic letters becomes a hyphen. Takes time linear in the title.
 */
export function cleanText(title: string): string {
  let text = title;
  for (let pass = 0; pass < mostEscapes && text.includes("&"); pass++) {
    const decoded = decodeReferences(text);
    if (decoded === text) break;
    text = decoded;
  }
  return text.replace(tradeMarks, " ").replace(arabicNonJoiner, "-").replace(invisible, "");
}
