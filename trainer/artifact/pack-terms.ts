import { hashBytes, type PackedTerms } from "../../shared/text/term-table.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import { uint32s } from "./little-endian.ts";

/** Most load of the hash table: a lookup then tries less than two slots on average. */
const maxLoad = 1 / 2;

/** The term table of a vocabulary as a model file holds it. */
export function packTerms({
  terms,
  documentFrequency,
}: Pick<Vocabulary, "terms" | "documentFrequency">): PackedTerms {
  const encoded = terms.map((term) => Buffer.from(term, "utf8"));
  const ends = new Uint32Array(terms.length);
  let end = 0;
  encoded.forEach((bytes, index) => {
    end += bytes.length;
    ends[index] = end;
  });
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, (terms.length + 1) / maxLoad)));
  const slots = new Uint32Array(size);
  encoded.forEach((bytes, index) => {
    let slot = hashBytes(bytes, 0, bytes.length) & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = 1 + index;
  });
  return {
    text: Uint8Array.from(Buffer.concat(encoded)),
    ends: uint32s(ends),
    documentFrequency: uint32s(documentFrequency),
    slots: uint32s(slots),
  };
}
