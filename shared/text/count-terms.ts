/** The terms of a title, in ascending order of their numbers. */
export type CountedTerms = {
  /** How many there are. The arrays may be longer. */
  count: number;
  /** Number of each in the vocabulary. */
  indexes: Int32Array;
  /** How often the title has it. */
  repeats: Int32Array;
  /** 1 for a sub-word. */
  isSubword: Uint8Array;
};

/** Up to this many numbers are sorted here: the built-in sort takes longer to be called. */
const shortList = 64;

/**
 * Builds the function that counts the terms of a title. It is given the numbers of its words'
 * terms, with repeats and -1 for one that is not there, and those of sub-words, word by word. No
 * term is both a word's and a sub-word's. The next call reuses the result.
 */
export function termCounter(): (
  ofWords: readonly number[],
  ofSubwords: readonly (readonly number[])[],
) => CountedTerms {
  let keys = new Int32Array(256);
  const terms = emptyTerms(256);

  return (ofWords, ofSubwords) => {
    let most = ofWords.length;
    for (const list of ofSubwords) most += list.length;
    if (most > keys.length) {
      keys = new Int32Array(2 * most);
      Object.assign(terms, emptyTerms(2 * most));
    }
    // Twice the number, and 1 more for a sub-word.
    let length = 0;
    for (const index of ofWords) if (index >= 0) keys[length++] = 2 * index;
    for (const list of ofSubwords) for (const index of list) keys[length++] = 2 * index + 1;
    sortAscending(keys, length);

    let count = 0;
    for (let from = 0, to = 0; from < length; from = to) {
      const key = keys[from] ?? 0;
      while (to < length && keys[to] === key) to++;
      terms.indexes[count] = key >> 1;
      terms.isSubword[count] = key & 1;
      terms.repeats[count++] = to - from;
    }
    terms.count = count;
    return terms;
  };
}

function emptyTerms(length: number): CountedTerms {
  const [indexes, repeats] = [new Int32Array(length), new Int32Array(length)];
  return { count: 0, indexes, repeats, isSubword: new Uint8Array(length) };
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
