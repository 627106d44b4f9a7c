import { StringDecoder } from "node:string_decoder";
import { HedgeError } from "../../../shared/errors.ts";

/** A value of a JSON text and the line on which it begins. */
export type JsonValue = { readonly line: number; readonly value: unknown };

const [quote, backslash, comma, lineFeed] = [0x22, 0x5c, 0x2c, 0x0a];
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);
const bracket = 0x5b;

/**
 * Reads the values of a JSON text as a stream: those of one array, or those that follow each other,
 * as the lines of JSON Lines do. Brackets and strings say where each begins and ends, so no text
 * has to be held whole.
 *
 * @param chunks UTF-8
 * @throws HedgeError `bad-input`, naming the line, for what is not JSON
 */
export async function* jsonValues(
  chunks: AsyncIterable<Buffer>,
  file: string,
  isArray: boolean,
): AsyncGenerator<readonly JsonValue[]> {
  const decoder = new StringDecoder("utf8");
  const scanner = new ValueScanner(file, isArray);
  for await (const chunk of chunks) yield scanner.read(decoder.write(chunk));
  yield scanner.end();
}

/** Whether a text is one JSON array, rather than values that follow each other. */
export function isJsonArray(head: string): boolean {
  const text = head.trimStart();
  if (!text.startsWith("[")) return false;
  const [first = "", ...others] = text.split(/\r?\n/);
  if (others.every((line) => line.trim() === "")) return true;
  try {
    JSON.parse(first);
    return false;
  } catch {
    return true;
  }
}

class ValueScanner {
  readonly #file: string;
  readonly #isArray: boolean;
  #line = 1;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isOpened = false;
  #isClosed = false;
  /** Text of a value that has begun, and the line on which it did. */
  #pending = "";
  #startLine = 1;

  constructor(file: string, isArray: boolean) {
    this.#file = file;
    this.#isArray = isArray;
  }

  read(chunk: string): JsonValue[] {
    const values: JsonValue[] = [];
    const text = this.#pending + chunk;
    let start = this.#pending === "" ? -1 : 0;
    const finish = (end: number) => {
      if (start >= 0) values.push(this.#parse(text.slice(start, end)));
      start = -1;
    };
    const begin = (at: number) => {
      if (this.#isClosed) throw this.#bad(this.#line, "there is more text after the end of the array");
      if (start >= 0) return;
      start = at;
      this.#startLine = this.#line;
    };
    for (let at = this.#pending.length; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === lineFeed) this.#line++;
      if (this.#isInString) {
        if (char === lineFeed) throw this.#bad(this.#startLine, "a quote is not closed");
        if (this.#isEscaped) this.#isEscaped = false;
        else if (char === backslash) this.#isEscaped = true;
        else if (char === quote) {
          this.#isInString = false;
          if (this.#depth === 0) finish(at + 1);
        }
      } else if (char === quote) {
        begin(at);
        this.#isInString = true;
      } else if (opening.has(char)) {
        if (this.#isArray && !this.#isOpened && char === bracket) {
          this.#isOpened = true;
          continue;
        }
        begin(at);
        this.#depth++;
      } else if (closing.has(char)) {
        if (this.#depth > 0) {
          this.#depth--;
          if (this.#depth === 0) finish(at + 1);
        } else {
          finish(at);
          if (!this.#isArray || this.#isClosed)
            throw this.#bad(this.#line, "a bracket closes that none opens");
          this.#isClosed = true;
        }
      } else if (this.#depth === 0) {
        if (char <= 0x20 || char === comma) finish(at);
        else begin(at);
      }
    }
    this.#pending = start < 0 ? "" : text.slice(start);
    return values;
  }

  end(): JsonValue[] {
    if (this.#isArray && !this.#isClosed) throw this.#bad(this.#line, "the array does not end");
    return this.#pending === "" ? [] : [this.#parse(this.#pending)];
  }

  #parse(text: string): JsonValue {
    try {
      return { line: this.#startLine, value: JSON.parse(text) };
    } catch (error) {
      throw this.#bad(this.#startLine, "this is not JSON", error);
    }
  }

  #bad(line: number, what: string, cause?: unknown): HedgeError {
    return new HedgeError("bad-input", `"${this.#file}", line ${line}: ${what}; mend the file.`, { cause });
  }
}
