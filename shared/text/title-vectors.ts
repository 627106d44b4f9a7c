import type { TitleTerms } from "./terms.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What one word adds to the vector features of a title, D numbers. */
export type WordPart = { readonly word: string; readonly values: Float32Array };

type Forms = TitleTerms["forms"];

/** The word vectors of a title. */
export type TitleVectors = {
  /** Whether a word or one of its forms has a vector. */
  has(word: string, forms?: ReadonlySet<string>): boolean;
  /**
   * Values of the vector features, D numbers, or null where no word has a vector:
   *
   *     sum over distinct words j of g_j v_j / sqrt(sum of g_j^2)
   *
   * with g_j the weight of the word and v_j its vector. A word without a vector has that of its
   * longest form that has one.
   */
  sum(words: readonly string[], forms: Forms): Float32Array | null;
  /** The same, word by word: the parts sum to the values. */
  parts(words: readonly string[], forms: Forms): WordPart[];
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
  const findOne = (word: string) => find(word.startsWith(unseenMark) ? word.slice(unseenMark.length) : word);

  function indexOf(word: string, forms: ReadonlySet<string> | undefined): number {
    const own = findOne(word);
    if (own >= 0 || forms === undefined) return own;
    for (const form of [...forms].sort(longestFirst)) {
      const index = findOne(form);
      if (index >= 0) return index;
    }
    return -1;
  }

  function weigh(words: readonly string[], forms: Forms) {
    const found: { word: string; index: number; weight: number }[] = [];
    let squares = 0;
    for (const word of new Set(words)) {
      const index = indexOf(word, forms.get(word));
      if (index < 0) continue;
      const weight = weightOf(word);
      squares += weight * weight;
      found.push({ word, index, weight });
    }
    const length = Math.sqrt(squares);
    for (const one of found) one.weight /= length;
    return found;
  }

  return {
    has: (word, forms) => indexOf(word, forms) >= 0,
    sum: (words, forms) => {
      const weighed = weigh(words, forms);
      if (weighed.length === 0) return null;
      const sum = new Float64Array(dimensions);
      for (const { index, weight } of weighed) add(index, weight, sum);
      return Float32Array.from(sum);
    },
    parts: (words, forms) =>
      weigh(words, forms).map(({ word, index, weight }) => {
        const values = new Float64Array(dimensions);
        add(index, weight, values);
        return { word, values: Float32Array.from(values) };
      }),
  };
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}
