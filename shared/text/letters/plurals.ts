/**
 * The singular of an English plural, by the three rules of the S-stemmer (Harman 1991, JASIS 42):
 * "puppies" becomes "puppy", "bottles" "bottle", "toys" "toy". Words such as "glass" and "cactus",
 * and those of up to three characters, stay. It need not be right, only the same for both forms.
 */
export function foldPlural(word: string): string {
  if (word.length <= 3 || !word.endsWith("s")) return word;
  if (word.endsWith("ies")) return /[ae]ies$/.test(word) ? word : `${word.slice(0, -3)}y`;
  if (word.endsWith("es")) return /[aeo]es$/.test(word) ? word : word.slice(0, -1);
  return /[us]s$/.test(word) ? word : word.slice(0, -1);
}
