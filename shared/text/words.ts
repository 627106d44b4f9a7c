const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;
const digitRun = /\p{Nd}+/gu;

/**
 * Words of a title, in order: Unicode letters, marks and digits after NFKC and lower case; everything else parts
 * words. Total on any string: lone surrogates and NUL part words like punctuation. Time linear in the title.
 */
export function words(title: string, foldDigits = false): string[] {
  const text = title.toWellFormed().normalize("NFKC").toLowerCase();
  const found = text.match(wordPattern) ?? [];
  return foldDigits ? found.map((word) => word.replace(digitRun, "0")) : found;
}
