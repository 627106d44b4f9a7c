import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Arrays by the names of their files. */
export type NamedArrays = Readonly<Record<string, Int32Array | Float32Array>>;

/** Writes each array to `NAME.npy` in NumPy's format 1.0, with a header of 128 bytes. */
export function writeArrays(folder: string, arrays: NamedArrays): void {
  for (const [name, array] of Object.entries(arrays)) {
    const kind = array instanceof Int32Array ? "<i4" : "<f4";
    const header = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${array.length},), }`;
    const start = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`, "latin1");
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    writeFileSync(join(folder, `${name}.npy`), Buffer.concat([start, bytes]));
  }
}

/** Reads a file of float64 numbers in the order of this machine. */
export function readDoubles(file: string): Float64Array {
  // A copy, since a Buffer may begin at any byte.
  return new Float64Array(Uint8Array.from(readFileSync(file)).buffer);
}
