import { isPlainAscii } from "./ascii.ts";

/** Accents of Latin, Greek and Cyrillic; Hebrew points; Arabic vowel signs, hamza and tatweel. */
const optionalMarks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;
/** Letters that Unicode does not decompose, as people without them on the keyboard write them. */
const plainLetters: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["đ", "d"],
  ["ð", "d"],
  ["ħ", "h"],
  ["ı", "i"],
  ["ł", "l"],
  ["ŧ", "t"],
  ["þ", "th"],
]);
const plainable = new RegExp(`[${[...plainLetters.keys()].join("")}]`, "g");

/**
 * A lower-case word without the marks that people leave out: "crème" becomes "creme", "łódź"
 * "lodz". Marks that are vowels of their own stay, as in Hindi and Thai, and so does the voicing of
 * kana. A word of such marks alone stays as it is.
 */
export function foldAccents(word: string): string {
  if (isPlainAscii(word)) return word;
  const bare = word.normalize("NFD").replace(optionalMarks, "").normalize("NFC");
  return bare.replace(plainable, (letter) => plainLetters.get(letter) ?? letter) || word;
}
