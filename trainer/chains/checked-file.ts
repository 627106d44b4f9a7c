import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { crc32 } from "node:zlib";
import { HedgeError } from "../../shared/errors.ts";

/**
 * The part of a file that is known to be good: its first `bytes`, with their CRC-32. Plain data.
 */
export type FileMark = { readonly bytes: number; readonly check: number };

/** A file without any content. */
export const emptyFile: FileMark = { bytes: 0, check: 0 };

/** A file that only grows, with a running checksum. */
export type CheckedFile = {
  append(bytes: Uint8Array): void;
  mark(): FileMark;
  /** Waits until all of it is in the storage. */
  flush(): void;
  close(): void;
};

/**
 * Opens a file for appending after `from`, and cuts off what comes after it.
 *
 * @throws HedgeError `resume-mismatch` when the file does not begin with what `from` says
 */
export function openCheckedFile(file: string, from: FileMark): CheckedFile {
  const handle = openSync(file, existsSync(file) ? "r+" : "w+");
  const damage = findDamage(handle, from);
  if (damage !== null) {
    closeSync(handle);
    throw new HedgeError("resume-mismatch", `${file} ${damage}; leave out --resume to start anew.`);
  }
  ftruncateSync(handle, from.bytes);
  let { bytes: length, check } = from;
  return {
    append: (bytes) => {
      write(handle, bytes, length, file);
      length += bytes.length;
      check = crc32(bytes, check);
    },
    mark: () => ({ bytes: length, check }),
    flush: () => fsyncSync(handle),
    close: () => closeSync(handle),
  };
}

function findDamage(handle: number, { bytes, check }: FileMark): string | null {
  if (fstatSync(handle).size < bytes) return "is shorter than it was when the run stopped";
  const buffer = Buffer.alloc(Math.min(bytes, 1 << 24));
  let found = 0;
  for (let at = 0; at < bytes; ) {
    const got = readSync(handle, buffer, 0, Math.min(buffer.length, bytes - at), at);
    found = crc32(buffer.subarray(0, got), found);
    at += got;
  }
  return found === check ? null : "is not what it was when the run stopped: it is damaged";
}

function write(handle: number, bytes: Uint8Array, position: number, file: string): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(handle, bytes, done, bytes.length - done, position + done);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HedgeError(
      "failed",
      `Draws cannot be written to ${file} (${why}); make room and go on with --resume.`,
      { cause },
    );
  }
}
