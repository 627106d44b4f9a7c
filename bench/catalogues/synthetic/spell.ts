const onsets = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"];
const vowels = ["a", "e", "i", "o", "u"];
const codas = ["", "n", "r", "l"];

/** Syllables of two to four letters. A word of k of them is one of `syllables.length ** k`. */
const syllables = onsets.flatMap((onset) =>
  vowels.flatMap((vowel) => codas.map((coda) => `${onset}${vowel}${coda}`)),
);

/**
 * The word of a number: another one for every number, and shorter for small numbers, as frequent
 * words are. Words share syllables, and so pieces.
 */
export function spell(number: number): string {
  let [length, first] = [1, 0];
  while (number >= first + syllables.length ** length) {
    first += syllables.length ** length;
    length++;
  }
  let rest = number - first;
  let word = "";
  for (let k = 0; k < length; k++) {
    word += syllables[rest % syllables.length];
    rest = Math.floor(rest / syllables.length);
  }
  return word;
}
