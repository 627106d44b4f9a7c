import type { WordVectors } from "./word-vectors.ts";

/** What one word adds to the vector features of a title, D numbers. */
export type WordPart = { readonly word: string; readonly values: Float32Array };

/** The word vectors of a title. */
export type TitleVectors = {
  /** Whether a word has a vector. */
  has(word: string): boolean;
  /**
   * Values of the vector features, D numbers, or null where no word has a vector:
   *
   *     sum over distinct words j of g_j v_j / sqrt(sum of g_j^2)
   *
   * with g_j the weight of the word and v_j its vector.
   */
  sum(words: readonly string[]): Float32Array | null;
  /** The same, word by word: the parts sum to the values. */
  parts(words: readonly string[]): WordPart[];
};

/**
 * A word that starts with it counts as one that training did not see, though its vector is known.
 * It is a letter of Ugaritic, which no vocabulary has.
 */
export const unseenMark = "\u{10380}";

/**
 * Builds the word vectors of titles.
 *
 * @param weightOf weight of a word: its value before rows are scaled
 */
export function titleVectors(vectors: WordVectors, weightOf: (word: string) => number): TitleVectors {
  const { dimensions, find, add } = vectors;
  const indexOf = (word: string) => find(word.startsWith(unseenMark) ? word.slice(unseenMark.length) : word);

  function weigh(words: readonly string[]) {
    const found = [...new Set(words)]
      .map((word) => ({ word, index: indexOf(word), weight: weightOf(word) }))
      .filter(({ index }) => index >= 0);
    const length = Math.sqrt(found.reduce((squares, { weight }) => squares + weight * weight, 0));
    return found.map((one) => ({ ...one, weight: one.weight / length }));
  }

  return {
    has: (word) => indexOf(word) >= 0,
    sum: (words) => {
      const weighed = weigh(words);
      if (weighed.length === 0) return null;
      const sum = new Float64Array(dimensions);
      for (const { index, weight } of weighed) add(index, weight, sum);
      return Float32Array.from(sum);
    },
    parts: (words) =>
      weigh(words).map(({ word, index, weight }) => {
        const values = new Float64Array(dimensions);
        add(index, weight, values);
        return { word, values: Float32Array.from(values) };
      }),
  };
}
