import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { HedgeError } from "../../../shared/errors.ts";
import { countLineEnds, hasUndefinedByte, highRuns, looksLikeUtf8, unfinishedBytes } from "./byte-runs.ts";
import type { ByteSource } from "./byte-source.ts";
import { detectEncoding } from "./detect-encoding.ts";
import { fittingEncodings } from "./fitting-encodings.ts";

/** Names of encodings as people write them. */
const shownNames: Readonly<Record<string, string>> = {
  "windows-1252": "Windows-1252",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16, big-endian",
};

/** Least number of runs from which their lengths speak for another alphabet, and those lengths. */
const fewestRuns = 5;
const longRun = 3;

/** Told the encoding of a file when it is known, in words. UTF-8 is not told. */
export type OnEncoding = (name: string) => void;

/**
 * Decodes text and gives it as UTF-8 without a byte order mark, never cutting a character in two.
 * Unless an encoding is given it is UTF-16 (by mark or by its NUL bytes), UTF-8, or where the bytes
 * are no UTF-8, Windows-1252. Everything before the first byte that is no UTF-8 is then ASCII, so
 * one pass is enough.
 *
 * @param encoding label that `TextDecoder` knows
 * @throws HedgeError `bad-usage` for an unknown label; `bad-input`, naming the line, for bytes that
 *   are valid in no way, that mix encodings or that look like another alphabet
 */
export async function* decodeBytes(
  { head, chunks }: ByteSource,
  file: string,
  encoding: string | undefined,
  onEncoding: OnEncoding,
): AsyncGenerator<Buffer> {
  const { label, markLength } = detectEncoding(head, file);
  if (encoding === undefined && label === "detect") {
    yield* decodeDetected(withoutMark(chunks, markLength), file, onEncoding);
    return;
  }
  const decoder = makeDecoder(encoding ?? label);
  if (decoder.encoding !== "utf-8") onEncoding(shownNames[decoder.encoding] ?? decoder.encoding);
  yield* decodeAs(chunks, decoder, file);
}

function makeDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new HedgeError(
      "bad-usage",
      `--encoding "${label}" is not known; it may be utf-8, windows-1252, utf-16le, shift_jis, gb18030 or another name of the WHATWG list.`,
    );
  }
}

async function* withoutMark(chunks: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let left = length;
  for await (const chunk of chunks) {
    yield chunk.subarray(left);
    left = 0;
  }
}

async function* decodeAs(
  chunks: AsyncIterable<Buffer>,
  decoder: TextDecoder,
  file: string,
): AsyncGenerator<Buffer> {
  let lines = 1;
  const decode = (chunk: Buffer | null) => {
    try {
      return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
    } catch (error) {
      const valid = new TextDecoder(decoder.encoding).decode(chunk ?? new Uint8Array());
      const before = valid.slice(0, Math.max(0, valid.indexOf("\ufffd")));
      const line = lines + countLineEnds(Buffer.from(before));
      throw new HedgeError(
        "bad-input",
        `"${file}", line ${line}: the bytes are not ${shownNames[decoder.encoding] ?? decoder.encoding}; correct --encoding or the file.`,
        { cause: error },
      );
    }
  };
  for await (const chunk of chunks) {
    const text = decode(chunk);
    lines += countLineEnds(text);
    yield text;
  }
  yield decode(null);
}

/** UTF-8, or Windows-1252 from the first byte on that is no UTF-8. */
async function* decodeDetected(
  chunks: AsyncIterable<Buffer>,
  file: string,
  onEncoding: OnEncoding,
): AsyncGenerator<Buffer> {
  const state: Western = { isWestern: false, sawUtf8: 0, lines: 1, runs: 0, longRuns: 0, firstRun: 0 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const cut = bytes.length - unfinishedBytes(bytes);
    yield decodePart(bytes.subarray(0, cut), state, file, onEncoding);
    rest = bytes.subarray(cut);
  }
  yield decodePart(rest, state, file, onEncoding);
  if (state.longRuns >= fewestRuns && state.longRuns > state.runs / 2) {
    throw new HedgeError(
      "bad-input",
      `"${file}", line ${state.firstRun}: the text is not UTF-8 and looks like no western alphabet; ` +
        "name its encoding, for example --encoding windows-1251, or --encoding windows-1252 if it is that.",
    );
  }
}

type Western = {
  isWestern: boolean;
  /** Line of the first character that is UTF-8 beyond ASCII; 0 for none. */
  sawUtf8: number;
  lines: number;
  /** Runs of bytes beyond ASCII, those of three and more, and the line of the first. */
  runs: number;
  longRuns: number;
  firstRun: number;
};

function decodePart(bytes: Buffer, state: Western, file: string, onEncoding: OnEncoding): Buffer {
  if (!state.isWestern && isUtf8(bytes)) {
    if (state.sawUtf8 === 0 && !isAscii(bytes)) {
      const first = highRuns(bytes).next().value;
      if (first) state.sawUtf8 = state.lines + countLineEnds(bytes.subarray(0, first.start));
    }
    state.lines += countLineEnds(bytes);
    return bytes;
  }
  if (!state.isWestern) onEncoding(shownNames["windows-1252"] ?? "");
  state.isWestern = true;
  for (const { start, end } of highRuns(bytes)) {
    const run = bytes.subarray(start, end);
    const line = () => state.lines + countLineEnds(bytes.subarray(0, start));
    if (looksLikeUtf8(run)) state.sawUtf8 ||= line();
    else state.firstRun ||= line();
    const isMixed = state.sawUtf8 > 0 && state.firstRun > 0;
    if ((hasUndefinedByte(run) && !looksLikeUtf8(run)) || (isMixed && state.sawUtf8 === state.firstRun)) {
      const [example, fits] = exampleOf(bytes, "macintosh");
      throw new HedgeError(
        "bad-input",
        `"${file}", line ${line()}: the bytes are neither UTF-8 nor Windows-1252; name the encoding, for example --encoding ${example}${fits}, or mend the line.`,
      );
    }
    if (isMixed) {
      const [example, fits] = exampleOf(bytes, "windows-1252");
      throw new HedgeError(
        "bad-input",
        `"${file}" mixes encodings: line ${state.sawUtf8} is UTF-8 and line ${state.firstRun} is not; ` +
          `save it in one encoding, or name one, for example --encoding ${example}${fits}.`,
      );
    }
    state.runs++;
    if (run.length >= longRun) state.longRuns++;
  }
  state.lines += countLineEnds(bytes);
  return Buffer.from(new TextDecoder("windows-1252").decode(bytes));
}

/** An encoding to try for bytes, and what to say of others that fit them. */
function exampleOf(bytes: Uint8Array, usual: string): readonly [example: string, fits: string] {
  const [first = usual, ...others] = fittingEncodings(bytes);
  return [first, others.length > 0 ? ` (${others.join(", ")} would fit, too)` : ""];
}
