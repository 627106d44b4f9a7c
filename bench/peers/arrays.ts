import { readFileSync, writeFileSync } from "node:fs";

/** Writes typed arrays into a file, one after the other, as they lie in memory. */
export function writeArrays(
  file: string,
  arrays: readonly (Int32Array | Float32Array | Float64Array)[],
): void {
  const parts = arrays.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  writeFileSync(file, Buffer.concat(parts));
}

/** Reads a file of float64 numbers. */
export function readDoubles(file: string): Float64Array {
  // A copy, since a Buffer may begin at any byte.
  return new Float64Array(Uint8Array.from(readFileSync(file)).buffer);
}

/** Cuts numbers into vectors of a length. */
export function vectorsOf(numbers: Float64Array, length: number): Float64Array[] {
  return Array.from({ length: Math.floor(numbers.length / length) }, (_, k) =>
    numbers.subarray(k * length, (k + 1) * length),
  );
}
