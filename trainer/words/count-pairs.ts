/** How often words occur together in texts. */
export type PairCounts = {
  /** Words that are counted, the most common first. */
  readonly words: readonly string[];
  /** Number of times that two words, by number, occur together: `first * words + second`. */
  readonly pairs: ReadonlyMap<number, number>;
};

/** Words further apart in a text do not count as together. */
const window = 10;
/** A word that occurs in fewer texts says nothing of its neighbours. */
const fewestTexts = 2;
/** Only so many words are counted, the most common ones. */
const mostWords = 20_000;

/**
 * Counts the pairs of different words within a window in each text, in both orders. Time linear in
 * words.
 *
 * @param texts words of each text, read twice
 */
export function countPairs(texts: readonly (readonly string[])[]): PairCounts {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of new Set(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts]
    .filter(([, count]) => count >= fewestTexts)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, mostWords)
    .map(([word]) => word);
  const numberOf = new Map(words.map((word, index) => [word, index]));
  const pairs = new Map<number, number>();
  for (const text of texts) {
    const numbers = text.map((word) => numberOf.get(word) ?? -1);
    numbers.forEach((first, at) => {
      if (first < 0) return;
      for (let next = at + 1; next < numbers.length && next - at <= window; next++) {
        const second = numbers[next] ?? -1;
        if (second < 0 || second === first) continue;
        for (const key of [first * words.length + second, second * words.length + first])
          pairs.set(key, (pairs.get(key) ?? 0) + 1);
      }
    });
  }
  return { words, pairs };
}
