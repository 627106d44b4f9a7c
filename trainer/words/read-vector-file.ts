import { HedgeError } from "../../shared/errors.ts";
import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { termExtractor } from "../../shared/text/terms.ts";
import { readLines } from "./read-lines.ts";
import type { VectorSource } from "./vector-source.ts";

/** More words than these are left unread: files have the most common first. */
const mostWords = 400_000;

/** Files that can be read, for errors. */
const vectorFiles = "a text file of word2vec, GloVe or fastText";

/**
 * Reads word vectors as word2vec, GloVe and fastText write them: a line for each word, the word
 * first and then its numbers, separated by spaces. A first line of two whole numbers, the counts of
 * words and dimensions, is skipped. The file may be gzipped. Words that are no single word of a
 * title are left out, and of those that titles fold into one the first counts.
 *
 * @throws HedgeError `bad-usage` for a file that cannot be read or is none of word vectors, with
 *   the line
 */
export async function readVectorFile(file: string, features: FeatureOptions): Promise<VectorSource> {
  const extract = termExtractor(features);
  const rows = new Map<string, Float32Array>();
  let dimensions = 0;
  let line = 0;
  try {
    for await (const text of readLines(file)) {
      line++;
      const parts = text.trimEnd().split(" ");
      if ((line === 1 && parts.length === 2) || text === "") continue;
      if (dimensions === 0) dimensions = parts.length - 1;
      // fastText has words with spaces in them: the numbers are the last parts.
      const numbers = parts.slice(-dimensions).map(Number);
      if (dimensions < 2 || parts.length <= dimensions || numbers.some((value) => !Number.isFinite(value))) {
        throw notVectors(file, line);
      }
      const { words } = extract(parts.slice(0, -dimensions).join(" "));
      const [word] = words;
      if (word === undefined || words.length > 1 || rows.has(word)) continue;
      rows.set(word, unitLength(Float32Array.from(numbers)));
      if (rows.size === mostWords) break;
    }
  } catch (error) {
    if (error instanceof HedgeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HedgeError(
      "bad-usage",
      `"${file}" cannot be read as word vectors (${reason}); --word-vectors takes english, learned, none or ${vectorFiles}.`,
    );
  }
  if (rows.size === 0)
    throw new HedgeError("bad-usage", `"${file}" has no word with a vector; give ${vectorFiles}.`);
  const vectors = new Float32Array(rows.size * dimensions);
  let at = 0;
  for (const vector of rows.values()) {
    vectors.set(vector, at);
    at += dimensions;
  }
  return { name: file, words: [...rows.keys()], dimensions, vectors };
}

function unitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function notVectors(file: string, line: number): HedgeError {
  return new HedgeError(
    "bad-usage",
    `Line ${line} of "${file}" is not a word and its numbers; give ${vectorFiles}.`,
  );
}
