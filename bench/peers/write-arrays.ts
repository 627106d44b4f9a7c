import { writeFileSync } from "node:fs";

/** Writes typed arrays into a file, one after the other, as they lie in memory. */
export function writeArrays(file: string, arrays: readonly (Int32Array | Float32Array)[]): void {
  writeFileSync(
    file,
    Buffer.concat(
      arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    ),
  );
}
