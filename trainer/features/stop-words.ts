import { eng } from "stopword";
import { words } from "../../shared/text/words.ts";

/**
 * English stop words of the `stopword` library, split into words as titles are: a list that is not would miss the
 * parts of "don't". Ascending code-unit order, each once.
 */
export function englishStopWords(): string[] {
  return [...new Set(eng.flatMap((word) => words(word)))].sort();
}
