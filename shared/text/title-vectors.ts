import { boundedMemo } from "./bounded-memo.ts";
import type { TitleTerms } from "./terms.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What one word adds to the vector features of a title, D numbers. */
export type WordPart = { readonly word: string; readonly values: Float32Array };

type Forms = TitleTerms["forms"];

/** The word vectors of a title, of all tables one after the other. */
export type TitleVectors = {
  /** Whether a word or one of its forms has a vector. */
  has(word: string, forms?: ReadonlySet<string>): boolean;
  /**
   * Values of the vector features, D numbers, or null where no word has a vector. For each table:
   *
   *     sum over distinct words j of g_j v_j / sqrt(sum of g_j^2)
   *
   * with g_j the weight of the word and v_j its vector. A word without a vector has that of its
   * longest form that has one. A table without any of the words gives zeros.
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
export function titleVectors(
  tables: readonly WordVectors[],
  weightOf: (word: string) => number,
): TitleVectors {
  const count = tables.reduce((sum, { dimensions }) => sum + dimensions, 0);
  let end = 0;
  const places = tables.map((table, number): Place => {
    const start = end;
    end += table.dimensions;
    return { table, number, start };
  });
  const findWord = boundedMemo((word) => {
    const own = word.startsWith(unseenMark) ? word.slice(unseenMark.length) : word;
    return { weight: weightOf(word), indexes: tables.map(({ find }) => find(own)) };
  });

  /** Number of a word in a table, or that of its longest form that has one, or -1. */
  function indexOf({ number }: Place, word: string, forms: ReadonlySet<string> | undefined): number {
    const own = findWord(word).indexes[number] ?? -1;
    if (own >= 0 || forms === undefined) return own;
    for (const form of [...forms].sort(longestFirst)) {
      const index = findWord(form).indexes[number] ?? -1;
      if (index >= 0) return index;
    }
    return -1;
  }

  /** The distinct words that have a vector in a table, with weights whose squares sum to 1. */
  function weigh(place: Place, distinct: ReadonlySet<string>, forms: Forms): Weighed[] {
    const found: Weighed[] = [];
    let squares = 0;
    for (const word of distinct) {
      const index = indexOf(place, word, forms.get(word));
      if (index < 0) continue;
      const { weight } = findWord(word);
      squares += weight * weight;
      found.push({ word, index, weight });
    }
    const length = Math.sqrt(squares);
    for (const one of found) one.weight /= length;
    return found;
  }

  return {
    has: (word, forms) => places.some((place) => indexOf(place, word, forms) >= 0),
    sum: (words, forms) => {
      const values = new Float32Array(count);
      const distinct = new Set(words);
      let isEmpty = true;
      for (const place of places) {
        const weighed = weigh(place, distinct, forms);
        if (weighed.length === 0) continue;
        isEmpty = false;
        const sum = new Float64Array(place.table.dimensions);
        for (const { index, weight } of weighed) place.table.add(index, weight, sum);
        values.set(sum, place.start);
      }
      return isEmpty ? null : values;
    },
    parts: (words, forms) =>
      places.flatMap((place) =>
        weigh(place, new Set(words), forms).map(({ word, index, weight }) => {
          const sum = new Float64Array(place.table.dimensions);
          place.table.add(index, weight, sum);
          const values = new Float32Array(count);
          values.set(sum, place.start);
          return { word, values };
        }),
      ),
  };
}

/** A table, its number, and where its dimensions start among those of all. */
type Place = { readonly table: WordVectors; readonly number: number; readonly start: number };

/** A word, its number in a table, and its weight. */
type Weighed = { readonly word: string; readonly index: number; weight: number };

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}
