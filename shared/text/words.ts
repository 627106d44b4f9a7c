const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;
const digitRun = /\p{Nd}+/gu;
/** More than 30 marks in a row, counting the two halfwidth letters that NFKC turns into marks. */
const markRun = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/**
 * Words of a title, in order: runs of Unicode letters, marks and digits after NFKC and lower case.
 * Any other character separates words, lone surrogates and NUL included.
 *
 * Takes time linear in the title. Normalising sorts a run of marks in quadratic time, so only the
 * first 30 of a run count, the limit of Unicode's stream-safe text format.
 */
export function words(title: string, foldDigits = false): string[] {
  const text = title.toWellFormed().replace(markRun, "$1").normalize("NFKC").toLowerCase();
  const found = text.match(wordPattern) ?? [];
  return foldDigits ? found.map((word) => word.replace(digitRun, "0")) : found;
}
