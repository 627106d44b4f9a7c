/** Numbered strings. Those of a model file are searched in place, without a copy. */
export type StringTable = {
  /** Number of strings. */
  readonly length: number;
  /** Number of a string, or -1. */
  find(text: string): number;
  /** The same of a string's bytes in UTF-8, `bytes[start .. end)`, where the table has bytes. */
  findBytes?(bytes: Uint8Array, start: number, end: number): number;
  /** The string with a number; empty from `length` on. */
  at(index: number): string;
};

/** A string table as bytes, all numbers uint32 and little-endian. */
export type PackedStrings = {
  /** All strings in UTF-8, one after the other. */
  readonly text: Uint8Array;
  /** Where each string ends in `text`. */
  readonly ends: Uint8Array;
  /**
   * A hash table with open addressing and linear probing. Its size is a power of two; at least one
   * slot is empty. A slot holds 1 + the number of a string, or 0. A string is in the slot
   * `hashBytes(string) mod slots` or, where that is taken, in the next free one, cyclically.
   */
  readonly slots: Uint8Array;
};

/** 32-bit FNV-1a (Fowler, Noll and Vo) of `bytes[start .. end)`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash >>> 0;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Searches packed strings in place, in constant time and without any set-up. In a table that
 * contradicts itself some strings are not found; it does no other harm.
 */
export function packedStringTable(packed: PackedStrings): StringTable {
  const { text } = packed;
  const ends = viewOf(packed.ends);
  const slots = viewOf(packed.slots);
  const length = ends.byteLength / 4;
  const mask = slots.byteLength / 4 - 1;
  let key = new Uint8Array(256);
  const start = (index: number) => (index === 0 ? 0 : ends.getUint32(4 * (index - 1), true));

  function find(wanted: string): number {
    // A UTF-16 unit takes at least one byte in UTF-8 and at most three.
    if (wanted.length > text.length) return -1;
    if (key.length < 3 * wanted.length) key = new Uint8Array(6 * wanted.length);
    return findBytes(key, 0, encode(wanted));
  }

  function findBytes(bytes: Uint8Array, from: number, to: number): number {
    let slot = hashBytes(bytes, from, to) & mask;
    for (let tried = 0; tried <= mask; tried++) {
      const index = slots.getUint32(4 * slot, true) - 1;
      if (index < 0 || index >= length) return -1;
      if (isKey(index, bytes, from, to)) return index;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Writes a string to `key`; returns its length in bytes. */
  function encode(wanted: string): number {
    for (let at = 0; at < wanted.length; at++) {
      const code = wanted.charCodeAt(at);
      if (code > 0x7f) return encoder.encodeInto(wanted, key).written;
      key[at] = code;
    }
    return wanted.length;
  }

  function isKey(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const shift = start(index) - from;
    if (ends.getUint32(4 * index, true) !== to + shift) return false;
    for (let at = from; at < to; at++) if (text[at + shift] !== bytes[at]) return false;
    return true;
  }

  return {
    length,
    find,
    findBytes,
    at: (index) =>
      index < length ? decoder.decode(text.subarray(start(index), ends.getUint32(4 * index, true))) : "",
  };
}

/** A view of bytes for reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
