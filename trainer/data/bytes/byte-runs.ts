import { isUtf8 } from "node:buffer";

/** Bytes that Windows-1252 leaves undefined. */
const undefinedBytes = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** A run of bytes of 0x80 and above. `end` is the position after it. */
export type ByteRun = { readonly start: number; readonly end: number };

/** Runs of bytes of 0x80 and above. */
export function* highRuns(bytes: Uint8Array): Generator<ByteRun> {
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    const start = at;
    while ((bytes[at] ?? 0) >= 0x80) at++;
    yield { start, end: at };
  }
}

/**
 * Whether a run is UTF-8 as texts have it. Two letters of Windows-1252 can be valid UTF-8 by
 * chance, as those at the end of `CAFÉ®`. So a single character of two bytes counts only from
 * U+0080 to U+00FF, where the first of the two would be Â or Ã.
 */
export function looksLikeUtf8(run: Uint8Array): boolean {
  if (run.length < 2 || !isUtf8(run)) return false;
  return run.length > 2 || run[0] === 0xc2 || run[0] === 0xc3;
}

/** Whether Windows-1252 leaves a byte of the run undefined. */
export function hasUndefinedByte(run: Uint8Array): boolean {
  return run.some((byte) => undefinedBytes.has(byte));
}

/** Number of bytes at the end that may begin a UTF-8 character which goes on in the next chunk. */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < characterLength(byte) ? back : 0;
  }
  return 0;
}

/** Bytes of a UTF-8 character beyond ASCII, by the first of them. */
function characterLength(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

/**
 * Number of lines that end in the bytes, whatever ends them: LF, CRLF or CR alone. A CR at the very
 * end does not count, as it may be half of a CRLF.
 */
export function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    if (at + 1 < bytes.length && bytes[at + 1] !== 0x0a) count++;
  }
  return count;
}
