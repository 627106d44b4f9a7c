import type { FeatureOptions } from "./feature-options.ts";
import { isPlainAscii } from "./letters/ascii.ts";
import type { TermTable } from "./term-table.ts";
import { subwords } from "./terms.ts";

/** Longest word whose sub-words are found without making them. */
const longest = 60;
const [hash, caret, dollar] = [0x23, 0x5e, 0x24];

/**
 * Builds the function that gives the numbers of a word's sub-words that are terms: see `subwords`.
 * Those of an ASCII word are looked up where they stand in it.
 */
export function subwordFinder(terms: TermTable, options: FeatureOptions): (word: string) => number[] {
  const { subwordNgrams, subwordPlace } = options;
  if (subwordNgrams === null) return () => [];
  const [shortest, most] = subwordNgrams;
  /** A place for the sign of a sub-word, and the marked word. */
  const bytes = new Uint8Array(longest + 3);

  return (word) => {
    const { findBytes } = terms;
    const found: number[] = [];
    if (findBytes === undefined || word.length > longest || !isPlainAscii(word)) {
      for (const term of subwords(word, options)) {
        const index = terms.find(term);
        if (index >= 0) found.push(index);
      }
      return found;
    }
    const length = word.length + 2;
    bytes[1] = caret;
    for (let at = 0; at < word.length; at++) bytes[at + 2] = word.charCodeAt(at);
    bytes[length] = dollar;
    for (let size = shortest; size <= most && size < length; size++) {
      const last = length - size;
      for (let start = 0; start <= last; start += subwordPlace === "ends" ? last : 1) {
        // The sign stands where the byte before the sub-word was.
        const before = bytes[start] ?? 0;
        bytes[start] = hash;
        const index = findBytes(bytes, start, start + size + 1);
        bytes[start] = before;
        if (index >= 0) found.push(index);
      }
    }
    return found;
  };
}
