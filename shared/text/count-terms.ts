/** A term of a title. */
export type CountedTerm = {
  /** Its number in the vocabulary. */
  readonly index: number;
  /** How often the title has it. */
  readonly repeats: number;
  readonly isSubword: boolean;
};

/** Up to this many numbers are sorted here: the built-in sort takes longer to be called. */
const shortList = 64;

/**
 * The terms of a title, in ascending order of their numbers. No term is both a word's and a
 * sub-word's.
 *
 * @param ofWords numbers of terms, with repeats; -1 for a term that is not there
 * @param ofSubwords numbers of terms, word by word
 */
export function countTerms(
  ofWords: readonly number[],
  ofSubwords: readonly (readonly number[])[],
): CountedTerm[] {
  let most = ofWords.length;
  for (const list of ofSubwords) most += list.length;
  // Twice the number, and 1 more for a sub-word.
  const found = new Int32Array(most);
  let length = 0;
  for (const index of ofWords) if (index >= 0) found[length++] = 2 * index;
  for (const list of ofSubwords) for (const index of list) found[length++] = 2 * index + 1;
  sortAscending(found.subarray(0, length));

  const counted: CountedTerm[] = [];
  for (let from = 0, to = 0; from < length; from = to) {
    const key = found[from] ?? 0;
    while (to < length && found[to] === key) to++;
    counted.push({ index: key >> 1, repeats: to - from, isSubword: (key & 1) === 1 });
  }
  return counted;
}

function sortAscending(values: Int32Array): void {
  if (values.length > shortList) {
    values.sort();
    return;
  }
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    let at = i;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}
