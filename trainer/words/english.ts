import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { unpack } from "msgpackr";
import type { VectorSource } from "./vector-source.ts";

/** The file of the English table, as `build-english.ts` writes it. */
export const englishFile = join(import.meta.dirname, "english.msgpack.br");

/** Content of the file. */
export type EnglishTable = {
  /** Words, separated by line feeds. */
  readonly words: string;
  readonly dimensions: number;
  /** Whole numbers of 8 bits, dimension by dimension; what counts is the ratio of a word's. */
  readonly values: Uint8Array;
};

/** English words with vectors, which come with hedge. `docs/word-vectors.md` says where from. */
export function readEnglishVectors(): VectorSource {
  const table = unpack(brotliDecompressSync(readFileSync(englishFile))) as EnglishTable;
  const words = table.words.split("\n");
  const { dimensions } = table;
  const steps = new Int8Array(table.values.buffer, table.values.byteOffset, table.values.length);
  const vectors = new Float32Array(words.length * dimensions);
  for (let row = 0; row < words.length; row++) {
    let squares = 0;
    for (let d = 0; d < dimensions; d++) squares += (steps[d * words.length + row] ?? 0) ** 2;
    const length = Math.sqrt(squares) || 1;
    for (let d = 0; d < dimensions; d++)
      vectors[row * dimensions + d] = (steps[d * words.length + row] ?? 0) / length;
  }
  return { name: "english", words, dimensions, vectors };
}
