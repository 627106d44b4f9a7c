import { isPlainAscii } from "./ascii.ts";

/**
 * Letters of scripts that are written without spaces: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
 */
const letter =
  "[[\\p{L}\\p{M}]&&[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Myanmar}\\p{scx=Khmer}]]";
const anyLetter = new RegExp(letter, "v");
const runs = new RegExp(`${letter}+|(?:(?!${letter})[\\s\\S])+`, "gv");
/** A letter and the marks on it. */
const characters = /\P{M}\p{M}*|\p{M}+/gu;

/** Whether a text has a letter of a script without spaces. */
export function isUnspaced(text: string): boolean {
  return !isPlainAscii(text) && anyLetter.test(text);
}

/** Cuts a text where such letters begin and end. Nothing is lost. */
export function unspacedRuns(text: string): string[] {
  return text.match(runs) ?? [];
}

/** Character n-grams of a run of such letters. */
export function characterNgrams(run: string, size: number): string[] {
  const parts = run.match(characters) ?? [];
  const grams: string[] = [];
  for (let start = 0; start + size <= parts.length; start++) {
    grams.push(parts.slice(start, start + size).join(""));
  }
  return grams;
}
