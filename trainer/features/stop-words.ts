import { eng } from "stopword";
import { words } from "../../shared/text/words.ts";

/**
 * English stop words of the `stopword` library, each once, in ascending code-unit order. They are
 * split into words as titles are, so that the parts of "don't" are among them.
 */
export function englishStopWords(): string[] {
  return [...new Set(eng.flatMap((word) => words(word)))].sort();
}
