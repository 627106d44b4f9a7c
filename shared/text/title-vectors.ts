import { boundedMemo } from "./bounded-memo.ts";
import type { TitleTerms } from "./terms.ts";
import type { WordVectors } from "./word-vectors.ts";

/** What one word adds to the vector features of a title, D numbers. */
export type WordPart = { readonly word: string; readonly values: Float32Array };

type Forms = TitleTerms["forms"];

/** What is known of a word: its weight, and its number in each table or -1. */
export type FoundWord = {
  readonly word: string;
  readonly weight: number;
  readonly indexes: readonly number[];
};

/** The word vectors of a title, of all tables one after the other. */
export type TitleVectors = {
  /** Number of a word in each table, or -1. */
  find(word: string): readonly number[];
  /** Whether a word or one of its forms has a vector. */
  has(found: FoundWord, forms?: ReadonlySet<string>): boolean;
  /**
   * Adds the values of the vector features, D numbers, to `into` from number `start` on, and
   * returns whether any word has a vector. For each table:
   *
   *     sum over distinct words j of g_j v_j / sqrt(sum of g_j^2)
   *
   * with g_j the weight of the word and v_j its vector. A word without a vector has that of its
   * longest form that has one. A table without any of the words adds nothing.
   */
  addSum(distinct: readonly FoundWord[], forms: Forms, into: Float32Array, start: number): boolean;
  /** The same, word by word: the parts sum to it. */
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
  let count = 0;
  const starts = tables.map(({ dimensions }) => {
    const start = count;
    count += dimensions;
    return start;
  });
  const find = (word: string) => {
    const plain = word.startsWith(unseenMark) ? word.slice(unseenMark.length) : word;
    return tables.map((table) => table.find(plain));
  };
  const findForm = boundedMemo((word): FoundWord => ({ word, weight: weightOf(word), indexes: find(word) }));

  /** Number of a word in a table, or that of its longest form that has one, or -1. */
  function indexIn(number: number, found: FoundWord, forms: ReadonlySet<string> | undefined): number {
    const ofWord = found.indexes[number] ?? -1;
    if (ofWord >= 0 || forms === undefined) return ofWord;
    for (const form of [...forms].sort(longestFirst)) {
      const index = findForm(form).indexes[number] ?? -1;
      if (index >= 0) return index;
    }
    return -1;
  }

  /** The distinct words that have a vector in a table, with weights whose squares sum to 1. */
  function weigh(number: number, distinct: readonly FoundWord[], forms: Forms): Weighed[] {
    const weighed: Weighed[] = [];
    let squares = 0;
    for (const found of distinct) {
      const { word, weight } = found;
      const index = indexIn(number, found, forms.get(word));
      if (index < 0) continue;
      squares += weight * weight;
      weighed.push({ word, index, weight });
    }
    const length = Math.sqrt(squares);
    for (const word of weighed) word.weight /= length;
    return weighed;
  }

  return {
    find,
    has: (found, forms) => tables.some((_, number) => indexIn(number, found, forms) >= 0),
    addSum: (distinct, forms, into, start) => {
      let isEmpty = true;
      tables.forEach((table, number) => {
        for (const { index, weight } of weigh(number, distinct, forms)) {
          isEmpty = false;
          table.add(index, weight, into, start + (starts[number] ?? 0));
        }
      });
      return !isEmpty;
    },
    parts: (words, forms) =>
      tables.flatMap((table, number) =>
        weigh(number, [...new Set(words)].map(findForm), forms).map(({ word, index, weight }) => {
          const values = new Float32Array(count);
          table.add(index, weight, values, starts[number] ?? 0);
          return { word, values };
        }),
      ),
  };
}

/** A word, its number in a table and its weight. */
type Weighed = { readonly word: string; readonly index: number; weight: number };

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}
