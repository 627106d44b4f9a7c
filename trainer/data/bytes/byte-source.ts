import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { HedgeError } from "../../../shared/errors.ts";
import { peek } from "./peek.ts";

/** Bytes of a file, unpacked, with those at its beginning to tell the format by. */
export type ByteSource = {
  readonly head: Buffer;
  /** All bytes, those of `head` included. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Whether the file was packed with gzip. */
  readonly isGzipped: boolean;
  /** Share of the file that has been read so far, in [0, 1]; NaN for standard input. */
  readShare(): number;
};

/** Name of standard input. */
export const standardInput = "-";

/** Bytes that a format and a dialect are told by. */
const headBytes = 1 << 16;
const chunkBytes = 1 << 18;

/**
 * Opens a file, or standard input for `-`, and unpacks it where it is gzipped.
 *
 * @param headLength least length of the head, where there are as many bytes
 * @throws HedgeError `missing-file`, or `bad-input` for what is no file or cannot be read
 */
export async function openBytes(file: string, headLength = headBytes): Promise<ByteSource> {
  const isInput = file === standardInput;
  const size = isInput
    ? Number.NaN
    : await stat(file).then(
        (found) => found.size,
        () => Number.NaN,
      );
  const stream = isInput ? process.stdin : createReadStream(file, { highWaterMark: chunkBytes });
  const readShare = () => ("bytesRead" in stream ? stream.bytesRead : 0) / size;
  const packed = { ...(await source(explained(file, stream), headLength)), isGzipped: false, readShare };
  if (!(packed.head[0] === 0x1f && packed.head[1] === 0x8b)) return packed;
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const output = new PassThrough();
  // A failure reaches the reader of `output`, which explains it.
  pipeline(packed.chunks, gunzip, output).catch((error) => output.destroy(error));
  return { ...(await source(explained(file, output), headLength)), isGzipped: true, readShare };
}

/** All bytes of a source at once, for formats that cannot be read as a stream. */
export async function allBytes({ chunks }: ByteSource): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function source(
  stream: AsyncIterable<Buffer>,
  headLength: number,
): Promise<Pick<ByteSource, "head" | "chunks">> {
  const { first, all } = await peek(stream, headLength);
  return { head: Buffer.concat(first), chunks: all };
}

async function* explained(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw explainReadFailure(file, error);
  }
}

function explainReadFailure(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new HedgeError("missing-file", `There is no file "${file}"; check --data.`);
  if (code === "EISDIR") {
    return new HedgeError(
      "bad-input",
      `"${file}" is a folder; name the files in it, for example "${file}/*.csv".`,
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new HedgeError("bad-input", `"${file}" may not be read; check its permissions.`, { cause: error });
  }
  if (code.startsWith("Z_")) {
    return new HedgeError("bad-input", `"${file}" is not a whole gzip file; pack it again.`, {
      cause: error,
    });
  }
  return error;
}
