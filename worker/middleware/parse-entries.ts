import * as v from "valibot";
import { BodyError } from "../http/request-body.ts";
import { batchItem, type Entry, type EntryId, entryId } from "../schemas/batch-body.ts";
import { isTitle } from "../schemas/classify-query.ts";

/** Format of a batch: one JSON array, or a JSON value per line. */
export type BatchFormat = "json" | "ndjson";

/**
 * Most characters of a line, in UTF-16 code units. The longest title that is read takes six a
 * character as JSON.
 */
const maxLine = 100_000;
/** A line of more bytes has more characters than it may, whichever they are. */
const maxLineBytes = 3 * maxLine;

const tooMany = (most: number) =>
  new BodyError("too-large", `A batch of this kind may have at most ${most} titles.`);

/**
 * The entries of a JSON array.
 *
 * @throws BodyError for what is no array, or has too many entries
 */
export function parseArray(bytes: Uint8Array, most: number): Entry[] {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new BodyError("invalid-body", "The body is not UTF-8; encode it as UTF-8.");
  const whole = parseJson(text);
  if (!Array.isArray(whole)) throw new BodyError("invalid-body", "The body must be a JSON array of titles.");
  if (whole.length > most) throw tooMany(most);
  return whole.map(readEntry);
}

/** Parses NDJSON chunk by chunk. */
export type LineParser = {
  /** The entries whose lines end in a chunk. None, once there were too many. */
  push(chunk: Uint8Array): Entry[];
  /**
   * The entry of a last line without an end.
   *
   * @throws BodyError where there were too many entries
   */
  end(): Entry[];
};

/** A parser of NDJSON; blank lines are passed over. */
export function lineParser(most: number): LineParser {
  /** Bytes of the line that is under way, and how many there are. */
  let parts: Uint8Array[] = [];
  let length = 0;
  let count = 0;

  function add(part: Uint8Array): void {
    if (length <= maxLineBytes) parts.push(part);
    length += part.length;
  }

  /** Ends the line under way, and those after it in `bytes`, each with its newline. */
  function endLines(bytes: Uint8Array): Entry[] {
    const end = bytes.indexOf(newline);
    add(bytes.subarray(0, Math.max(0, end)));
    const first = length > maxLineBytes ? { fault: lineTooLong } : readLine(joinBytes(parts));
    parts = [];
    length = 0;
    const entries = [first, ...readLines(bytes.subarray(end + 1))].filter((entry) => entry !== null);
    const free = Math.max(0, most - count);
    count += entries.length;
    return entries.slice(0, free);
  }

  return {
    push(chunk) {
      const end = chunk.lastIndexOf(newline) + 1;
      const entries = end === 0 ? [] : endLines(chunk.subarray(0, end));
      add(chunk.subarray(end));
      return entries;
    },
    end() {
      const entries = endLines(new Uint8Array());
      if (count > most) throw tooMany(most);
      return entries;
    },
  };
}

/** The entries of whole lines. Decoded together, which is faster, unless one is not UTF-8. */
function readLines(bytes: Uint8Array): (Entry | null)[] {
  if (bytes.length === 0) return [];
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text.split("\n").map(readText);
  const entries: (Entry | null)[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(newline, from);
    entries.push(readLine(bytes.subarray(from, end)));
    from = end + 1;
  }
  return entries;
}

const newline = 0x0a;
const lineTooLong = `The line must have at most ${maxLine} characters.`;

function readLine(bytes: Uint8Array): Entry | null {
  const line = decodeUtf8(bytes);
  return line === undefined ? { fault: "The line is not UTF-8; encode it as UTF-8." } : readText(line);
}

function readText(line: string): Entry | null {
  if (line.length > maxLine) return { fault: lineTooLong };
  if (line.trim() === "") return null;
  const item = parseJson(line);
  return item === undefined ? { fault: "The line is not JSON; send a JSON value a line." } : readEntry(item);
}

/** One entry, or what is wrong with it. */
function readEntry(item: unknown): Entry {
  // Nearly all are valid strings. The schema says what is wrong with others, but takes ten times as
  // long.
  if (isTitle(item)) return { title: item };
  const result = v.safeParse(batchItem, item, { abortEarly: true });
  if (!result.success) return { fault: result.issues[0].message, ...idOf(item) };
  const { output } = result;
  return typeof output === "string" ? { title: output } : output;
}

/** The id of an entry that is not valid otherwise. */
function idOf(item: unknown): { readonly id?: EntryId } {
  if (typeof item !== "object" || item === null || !Object.hasOwn(item, "id")) return {};
  const result = v.safeParse(entryId, (item as { id: unknown }).id);
  return result.success ? { id: result.output } : {};
}

/** Bytes one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
