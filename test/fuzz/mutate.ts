import { createHash } from "node:crypto";
import { unpack } from "msgpackr";
import { nextBits, nextUniform } from "../../trainer/nuts/random.ts";
import { type Loose, pack } from "../fixtures/tiny-model.ts";

/**
 * Ways to corrupt a file. `header` changes a field of the header and `blocks` a byte of the blocks.
 * The others change any bytes.
 */
export type Mutation =
  | "truncate"
  | "flip"
  | "overwrite"
  | "delete"
  | "insert"
  | "repeat"
  | "header"
  | "blocks";

export const mutations: readonly Mutation[] = [
  ...(["truncate", "flip", "overwrite", "delete", "insert", "repeat", "header", "blocks"] as const),
];

/** A corrupted copy of a model file. `random`: state of `nextBits`. */
export function mutate(valid: Uint8Array, mutation: Mutation, random: Uint32Array): Uint8Array {
  const below = (limit: number) => Math.floor(nextUniform(random) * limit);
  const at = below(valid.length);
  const length = 1 + below(Math.min(40, valid.length - at));
  switch (mutation) {
    case "truncate":
      return valid.slice(0, at);
    case "flip": {
      const bytes = valid.slice();
      for (let k = 1 + below(3); k > 0; k--) {
        const place = below(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
      }
      return bytes;
    }
    case "overwrite":
      return valid.map((byte, place) => (place >= at && place < at + length ? nextBits(random) & 255 : byte));
    case "delete":
      return Buffer.concat([valid.subarray(0, at), valid.subarray(at + length)]);
    case "insert": {
      const noise = Uint8Array.from({ length }, () => nextBits(random) & 255);
      return Buffer.concat([valid.subarray(0, at), noise, valid.subarray(at)]);
    }
    case "repeat":
      return Buffer.concat([valid.subarray(0, at + length), valid.subarray(at)]);
    case "header":
      return changedField(valid, below);
    case "blocks": {
      const file = unpack(valid) as Loose;
      const blocks = Uint8Array.from(file.blocks as Uint8Array);
      for (let k = 1 + below(8); k > 0; k--) blocks[below(blocks.length)] = nextBits(random) & 255;
      return pack({ ...file, blocks });
    }
  }
}

/** What a hostile writer may put anywhere. */
const oddities: readonly unknown[] = [
  ...[null, true, "", "\ud800", 0, 1, -1, 0.5, 255, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 1e300, -1e300],
  ...[Number.NaN, Number.POSITIVE_INFINITY, [], {}, [[[[]]]], new Uint8Array(0), new Uint8Array(7)],
];

function changedField(valid: Uint8Array, below: (limit: number) => number): Uint8Array {
  const file = unpack(valid) as Loose;
  const header = unpack(file.header as Uint8Array) as Loose;
  const places = placesIn(header);
  const place = places[below(places.length)];
  if (place) {
    const [map, key] = place;
    const value = map[key];
    const choice = below(4);
    if (choice === 0 && value instanceof Uint8Array && value.length > 0) {
      const bytes = value.slice();
      bytes[below(bytes.length)] = below(256);
      map[key] = bytes;
    } else if (choice === 1 && Array.isArray(value)) map[key] = value.slice(0, below(value.length + 1));
    else if (choice === 2 && typeof value === "number") map[key] = value + below(5) - 2;
    else map[key] = oddities[below(oddities.length)];
  }
  return pack({ ...file, header: pack(header) });
}

/** Every map and list of the header with each of its keys. */
function placesIn(value: unknown): [Record<string | number, unknown>, string | number][] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  const map = value as Record<string, unknown>;
  return Object.keys(map).flatMap((key) => [[map, key] as [typeof map, string], ...placesIn(map[key])]);
}

/** The file with the digest of its content, as a hostile writer would make it. */
export function signed(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Buffer.from(copy).indexOf("sha256") + "sha256".length + 2;
  if (at < 8 || at + 32 > copy.length) return copy;
  copy.set(
    createHash("sha256")
      .update(copy.subarray(at + 32))
      .digest(),
    at,
  );
  return copy;
}
