/** Most results that are kept: about a megabyte of words' features. */
const capacity = 4096;
/** Longer keys are not kept. */
const longestKey = 40;

/**
 * Remembers the results of a function for the words of latest titles: few words make up most of a
 * shop's titles. All results are dropped when there are too many.
 */
export function boundedMemo<Result>(compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(key);
    if (key.length > longestKey) return result;
    if (results.size >= capacity) results.clear();
    results.set(key, result);
    return result;
  };
}
