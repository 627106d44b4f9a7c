import { type PackedStrings, packedStringTable, viewOf } from "./string-table.ts";

/** Vectors of words: words with like meanings have like vectors. */
export type WordVectors = {
  /** Numbers in a vector, D. */
  readonly dimensions: number;
  /** Number of words. */
  readonly words: number;
  /** Number of a word, or -1. */
  find(word: string): number;
  /** The word with a number; empty from `words` on. */
  at(index: number): string;
  /** Adds `weight` times the vector of word number `index` to `sum`, D numbers from `start` on. */
  add(index: number, weight: number, sum: Float64Array | Float32Array, start?: number): void;
  /** As the model file holds them. */
  readonly packed: PackedWordVectors;
};

/** Word vectors as bytes. */
export type PackedWordVectors = PackedStrings & {
  /**
   * Numbers of 4 bits, word by word in `ceil(D / 2)` bytes, the low half of a byte first. The
   * number q of dimension d means (q - 7.5) times unit d.
   */
  readonly values: Uint8Array;
  /** Unit of every dimension, float32 and little-endian. */
  readonly units: Uint8Array;
};

/** The same vectors, of some of the words alone. */
export function restrictVectors(vectors: WordVectors, isKept: (word: string) => boolean): WordVectors {
  return { ...vectors, find: (word) => (isKept(word) ? vectors.find(word) : -1) };
}

/** Half of the largest number of 4 bits: vectors are centred there. */
export const middle = 7.5;

/** Reads packed word vectors in place. */
export function packedWordVectors(packed: PackedWordVectors): WordVectors {
  const dimensions = packed.units.length / 4;
  const unitBytes = viewOf(packed.units);
  const units = Float64Array.from({ length: dimensions }, (_, d) => unitBytes.getFloat32(4 * d, true));
  const { values } = packed;
  const stride = Math.ceil(dimensions / 2);
  const { length, find, at } = packedStringTable(packed);
  return {
    dimensions,
    words: length,
    find,
    at,
    add: (index, weight, sum, start = 0) => {
      const from = index * stride;
      for (let d = 0; d < dimensions; d += 2) {
        const byte = values[from + (d >> 1)] ?? 0;
        const at = start + d;
        sum[at] = (sum[at] ?? 0) + weight * ((byte & 15) - middle) * (units[d] ?? 0);
        if (d + 1 < dimensions)
          sum[at + 1] = (sum[at + 1] ?? 0) + weight * ((byte >> 4) - middle) * (units[d + 1] ?? 0);
      }
    },
    packed,
  };
}
