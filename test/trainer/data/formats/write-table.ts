import { gzipSync } from "node:zlib";

/** How a table is written as text. */
export type Writing = {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Ends of lines, taken in turn. */
  readonly lineEnds: readonly string[];
  /** Quote every cell, or only those that need it. */
  readonly quoteAll: boolean;
  readonly encoding: Encoding;
  readonly mark: boolean;
  readonly gzipped: boolean;
  /** Whether the last line ends. */
  readonly lastLineEnds: boolean;
};

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Writes records as a text of separated values. */
export function writeTable(records: readonly (readonly string[])[], writing: Writing): Buffer {
  const lines = records.map((record) =>
    record.map((cell) => writeCell(cell, writing)).join(writing.delimiter),
  );
  const text = lines
    .map((line, k) => {
      const isLast = k === lines.length - 1;
      return isLast && !writing.lastLineEnds
        ? line
        : line + (writing.lineEnds[k % writing.lineEnds.length] ?? "\n");
    })
    .join("");
  const bytes = encode(writing.mark ? `\ufeff${text}` : text, writing.encoding);
  return writing.gzipped ? gzipSync(bytes) : bytes;
}

function writeCell(cell: string, writing: Writing): string {
  const { delimiter, quote } = writing;
  const special = [delimiter, quote, writing.escape, "\r", "\n"];
  const needsQuotes = writing.quoteAll || special.some((one) => cell.includes(one)) || cell.trim() !== cell;
  if (!needsQuotes) return cell;
  const escaped = writing.escape === quote ? cell : cell.replaceAll(writing.escape, writing.escape.repeat(2));
  return quote + escaped.replaceAll(quote, writing.escape + quote) + quote;
}

function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-16le") return Buffer.from(text, "utf16le");
  if (encoding === "utf-16be") return Buffer.from(text, "utf16le").swap16();
  return Buffer.from(Array.from(text, (char) => windows1252.get(char) ?? 0x3f));
}

/** Characters of Windows-1252 that are not in ASCII, and their bytes. */
export const windows1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => byte)
    .filter((byte) => ![0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte))
    .map((byte) => [new TextDecoder("windows-1252").decode(Uint8Array.of(byte)), byte] as const),
);
