/**
 * Whether each row repeats the title and the class of an earlier one, which `--keep-duplicates`
 * allows. Repeats say nothing new, so they are no evidence for a promise.
 */
export function findRepeats(titles: readonly string[], labels: ArrayLike<number>): boolean[] {
  const seen = new Set<string>();
  return titles.map((title, row) => {
    const key = JSON.stringify([title, labels[row] ?? 0]);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
