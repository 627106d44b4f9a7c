import { hashBytes, type PackedStrings } from "../../shared/text/string-table.ts";
import { uint32s } from "./little-endian.ts";

/** Most load of the hash table: a lookup then tries less than two slots on average. */
const maxLoad = 1 / 2;

/** Strings as a model file holds them. */
export function packStrings(strings: readonly string[]): PackedStrings {
  const encoded = strings.map((text) => Buffer.from(text, "utf8"));
  const ends = new Uint32Array(strings.length);
  let end = 0;
  encoded.forEach((bytes, index) => {
    end += bytes.length;
    ends[index] = end;
  });
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, (strings.length + 1) / maxLoad)));
  const slots = new Uint32Array(size);
  encoded.forEach((bytes, index) => {
    let slot = hashBytes(bytes, 0, bytes.length) & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = 1 + index;
  });
  return { text: Uint8Array.from(Buffer.concat(encoded)), ends: uint32s(ends), slots: uint32s(slots) };
}
