import { type PackedStrings, packedStringTable, type StringTable, viewOf } from "./string-table.ts";

/** Numbered terms. */
export type TermTable = StringTable & {
  /** Number of training titles that a term occurs in. */
  documentFrequency(index: number): number;
};

/** A term table as bytes. */
export type PackedTerms = PackedStrings & {
  /** Number of titles each term occurs in, uint32 and little-endian. */
  readonly documentFrequency: Uint8Array;
};

/**
 * Searches packed terms in place: see `packedStringTable`.
 *
 * @param titles number of training titles, the upper limit of document frequencies
 */
export function packedTermTable(packed: PackedTerms, titles: number): TermTable {
  const frequencies = viewOf(packed.documentFrequency);
  return {
    ...packedStringTable(packed),
    documentFrequency: (index) => Math.min(titles, frequencies.getUint32(4 * index, true)),
  };
}
