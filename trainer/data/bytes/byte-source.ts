import { createReadStream } from "node:fs";
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
  readonly gzipped: boolean;
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
  const stream =
    file === standardInput ? process.stdin : createReadStream(file, { highWaterMark: chunkBytes });
  const packed = await source(explained(file, stream), false, headLength);
  if (!(packed.head[0] === 0x1f && packed.head[1] === 0x8b)) return packed;
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const output = new PassThrough();
  // A failure reaches the reader of `output`, which explains it.
  pipeline(packed.chunks, gunzip, output).catch((error) => output.destroy(error));
  return await source(explained(file, output), true, headLength);
}

/** All bytes of a source at once, for formats that cannot be read as a stream. */
export async function allBytes({ chunks }: ByteSource): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function source(
  stream: AsyncIterable<Buffer>,
  gzipped: boolean,
  headLength: number,
): Promise<ByteSource> {
  const { first, all } = await peek(stream, headLength);
  return { head: Buffer.concat(first), chunks: all, gzipped };
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
