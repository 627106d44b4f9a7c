import type { StringTable } from "./string-table.ts";

/** A term of a title. */
export type CountedTerm = {
  /** Its number in the vocabulary. */
  readonly index: number;
  /** How often the title has it. */
  readonly repeats: number;
  readonly isSubword: boolean;
};

/** Lists of up to this many numbers are sorted here: the built-in sort takes longer to be called. */
const shortList = 64;

/**
 * The terms of a title that a vocabulary has, in ascending order of their numbers. No term is both
 * a word's and a sub-word's.
 */
export function countTerms(
  wordTerms: readonly string[],
  subwordTerms: readonly string[],
  { find }: Pick<StringTable, "find">,
): CountedTerm[] {
  // Twice the number, and 1 more for a sub-word.
  const found = new Int32Array(wordTerms.length + subwordTerms.length);
  let length = 0;
  for (const term of wordTerms) {
    const index = find(term);
    if (index >= 0) found[length++] = 2 * index;
  }
  for (const term of subwordTerms) {
    const index = find(term);
    if (index >= 0) found[length++] = 2 * index + 1;
  }
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
