import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** Lines of a UTF-8 file, plain or gzipped, whatever their ends. */
export function readLines(file: string): AsyncIterable<string> {
  return createInterface({ input: openFile(file), crlfDelay: Number.POSITIVE_INFINITY });
}

function openFile(file: string): NodeJS.ReadableStream {
  const bytes = createReadStream(file);
  if (!file.endsWith(".gz")) return bytes;
  const plain = createGunzip();
  bytes.on("error", (error) => plain.destroy(error));
  return bytes.pipe(plain);
}
