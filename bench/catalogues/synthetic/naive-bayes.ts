/** A row as words. */
export type WordRow = { readonly words: readonly string[]; readonly path: readonly string[] };

/** Count that every word has in every class besides those seen. */
const smoothing = 0.1;

/**
 * Accuracy of multinomial naive Bayes at a level of the taxonomy: how much single words tell of the
 * class. It is no peer of hedge, but takes a second for any catalogue.
 */
export function naiveBayesAccuracy(
  train: readonly WordRow[],
  test: readonly WordRow[],
  level: number,
): number {
  const classOf = ({ path }: WordRow) => path.slice(0, level).join("\u0000");
  const numbers = new Map<string, number>();
  const titles: number[] = [];
  const totals: number[] = [];
  const byWord = new Map<string, Map<number, number>>();
  for (const row of train) {
    const at = numbers.get(classOf(row)) ?? numbers.size;
    numbers.set(classOf(row), at);
    titles[at] = (titles[at] ?? 0) + 1;
    for (const word of new Set(row.words)) {
      const classes = byWord.get(word) ?? new Map<number, number>();
      classes.set(at, (classes.get(at) ?? 0) + 1);
      byWord.set(word, classes);
      totals[at] = (totals[at] ?? 0) + 1;
    }
  }
  const priors = titles.map(Math.log);
  const unseen = totals.map((total) => Math.log(smoothing / (total + smoothing * byWord.size)));
  const right = test.filter((row) => {
    const known = [...new Set(row.words)].flatMap((word) => byWord.get(word) ?? []);
    const scores = priors.map((prior, at) => prior + known.length * (unseen[at] ?? 0));
    for (const classes of known)
      for (const [at, count] of classes)
        scores[at] = (scores[at] ?? 0) + Math.log((count + smoothing) / smoothing);
    return scores.indexOf(Math.max(...scores)) === numbers.get(classOf(row));
  });
  return right.length / test.length;
}
