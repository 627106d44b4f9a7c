import { isPlainAscii } from "./letters/ascii.ts";
import type { TermTable } from "./term-table.ts";

const sign = "+";
const first = "^";
const last = "$";

/**
 * Pairs of neighbouring words as terms, the first word with the title's beginning and the last with
 * its end: `+^ green`, `+green tea`, `+tea $`. No word contains the signs.
 */
export function wordPairs(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const marked = [first, ...words, last];
  return marked.slice(1).map((word, before) => `${sign}${marked[before]} ${word}`);
}

/** Whether a term is a pair of words. */
export function isPair(term: string): boolean {
  return term.startsWith(sign);
}

/** The words of a pair of words, without the beginning and the end of a title. */
export function wordsOfPair(pair: string): string[] {
  return pair
    .slice(sign.length)
    .split(" ")
    .filter((word) => word !== first && word !== last);
}

const encoder = new TextEncoder();
const [signByte, space] = [sign.charCodeAt(0), 0x20];

/**
 * Builds the function that gives the numbers of a title's pairs that are terms: see `wordPairs`. In
 * a table of bytes they are looked up where they stand in the title.
 */
export function pairFinder(terms: TermTable): (words: readonly string[]) => number[] {
  const { findBytes } = terms;
  if (findBytes === undefined) return (words) => known(wordPairs(words).map(terms.find));
  let bytes = new Uint8Array(1024);

  const write = (word: string, at: number): number => {
    if (!isPlainAscii(word)) return at + encoder.encodeInto(word, bytes.subarray(at)).written;
    for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
    return at + word.length;
  };
  return (words) => {
    const found: number[] = [];
    // A UTF-16 unit takes at most three bytes; marks, spaces and a place for the sign come on top.
    const most = words.reduce((sum, word) => sum + 3 * word.length + 1, 8);
    if (bytes.length < most) bytes = new Uint8Array(2 * most);
    let start = 1;
    let end = write(first, start);
    const addPair = (word: string) => {
      const next = end + 1;
      bytes[end] = space;
      end = write(word, next);
      // The sign stands where the byte before the pair was.
      bytes[start - 1] = signByte;
      const index = findBytes(bytes, start - 1, end);
      if (index >= 0) found.push(index);
      start = next;
    };
    for (const word of words) addPair(word);
    if (words.length > 0) addPair(last);
    return found;
  };
}

const known = (indexes: readonly number[]) => indexes.filter((index) => index >= 0);
