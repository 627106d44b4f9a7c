/** The bytes of some numbers, copied. */
export function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}

/** Numbers from their bytes, which may lie anywhere in a larger buffer, as those read from a file do. */
export function numbersOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

/** 32-bit words from their bytes, likewise. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
