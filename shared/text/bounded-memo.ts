/** Results of one generation. Two generations take some megabytes for the features of words. */
const capacity = 8192;
/** Longer keys are not kept. */
const longestKey = 40;

/**
 * Remembers the results of a function for the words of latest titles: few words make up most of a
 * shop's titles. There are two generations of results. When the newer one is full it becomes the
 * older one, and what was in that and has not been asked for since is dropped.
 */
export function boundedMemo<Result>(compute: (key: string) => Result): (key: string) => Result {
  let results = new Map<string, Result>();
  let older = new Map<string, Result>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = older.get(key) ?? compute(key);
    if (key.length > longestKey) return result;
    if (results.size >= capacity) {
      older = results;
      results = new Map();
    }
    results.set(key, result);
    return result;
  };
}
