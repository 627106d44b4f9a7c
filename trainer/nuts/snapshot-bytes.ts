/** Copies the bytes of some numbers. */
export function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}

/**
 * Copies numbers out of their bytes. The bytes may have any offset in a larger buffer, as those
 * read from a file do.
 */
export function numbersOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

/** Copies 32-bit words out of their bytes, likewise. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
