/** What a word of a title adds to its terms. */
export type CountedWord = {
  /** Number of the word's term, or -1. */
  readonly index: number;
  /** Numbers of the terms that are sub-words of it. */
  readonly subwords: readonly number[];
};

/** The terms of a title, in ascending order of their numbers. */
export type CountedTerms = {
  /** How many there are. The arrays may be longer. */
  count: number;
  /** Number of each in the vocabulary. */
  indexes: Int32Array;
  /** How often the title has it. */
  repeats: Int32Array;
  /** Which block of the row it belongs to, one of `termBlocks`. */
  blocks: Uint8Array;
};

/** Blocks of a row that have a length of their own. */
export const termBlocks = { words: 0, pairs: 1, subwords: 2 } as const;

/** Bits of a key below the number of a term. */
const blockBits = 2;

/** Up to this many numbers are sorted here: the built-in sort takes longer to be called. */
const shortList = 64;

/**
 * Builds the function that counts the terms of a title. It is given the title's words, and the
 * numbers of its pairs of words and of its other terms, each as often as the title has it. A number
 * of -1 stands for a term that the vocabulary does not have, and is not counted. No term is in two
 * blocks. The next call reuses the result.
 *
 * @param areWordsTerms whether words are terms, and not only their sub-words
 */
export function termCounter(
  areWordsTerms: boolean,
): (words: readonly CountedWord[], pairs: readonly number[], others: readonly number[]) => CountedTerms {
  let keys = new Int32Array(256);
  const terms = emptyTerms(256);

  return (words, pairs, others) => {
    let most = words.length + pairs.length + others.length;
    for (const { subwords } of words) most += subwords.length;
    if (most > keys.length) {
      keys = new Int32Array(2 * most);
      Object.assign(terms, emptyTerms(2 * most));
    }
    let length = 0;
    const add = (index: number, block: number) => {
      if (index >= 0) keys[length++] = (index << blockBits) | block;
    };
    for (const { index, subwords } of words) {
      if (areWordsTerms) add(index, termBlocks.words);
      for (const subword of subwords) add(subword, termBlocks.subwords);
    }
    for (const index of pairs) add(index, termBlocks.pairs);
    for (const index of others) add(index, termBlocks.words);
    sortAscending(keys, length);

    let count = 0;
    for (let from = 0, to = 0; from < length; from = to) {
      const key = keys[from] ?? 0;
      while (to < length && keys[to] === key) to++;
      terms.indexes[count] = key >> blockBits;
      terms.blocks[count] = key & ((1 << blockBits) - 1);
      terms.repeats[count++] = to - from;
    }
    terms.count = count;
    return terms;
  };
}

function emptyTerms(length: number): CountedTerms {
  const [indexes, repeats] = [new Int32Array(length), new Int32Array(length)];
  return { count: 0, indexes, repeats, blocks: new Uint8Array(length) };
}

function sortAscending(values: Int32Array, length: number): void {
  if (length > shortList) {
    values.subarray(0, length).sort();
    return;
  }
  for (let i = 1; i < length; i++) {
    const value = values[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}
