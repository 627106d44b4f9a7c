import { StringDecoder } from "node:string_decoder";
import type { ByteSource } from "./byte-source.ts";
import { decodeBytes, type OnEncoding } from "./decode-bytes.ts";

/**
 * Reads the lines of a text in any encoding, blank ones too, whatever ends them: LF, CRLF or CR. A
 * line is given as soon as it has ended.
 *
 * @throws HedgeError as `decodeBytes` does
 */
export async function* textLines(
  source: ByteSource,
  file: string,
  onEncoding: OnEncoding,
): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of decodeBytes(source, file, undefined, onEncoding)) {
    const text = rest + decoder.write(chunk);
    // A CR at the end may be half of a CRLF.
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r", text.length - 2)) + 1;
    if (end > 0)
      yield* text
        .slice(0, end)
        .split(/\r\n|\n|\r/)
        .slice(0, -1);
    rest = text.slice(end);
  }
  const [last = "", ...none] = rest.split("\r");
  if (last !== "" || none.length > 0) yield last;
}
