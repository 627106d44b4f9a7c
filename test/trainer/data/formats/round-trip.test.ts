import fc from "fast-check";
import { expect, test } from "vitest";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { csvFile } from "../files.ts";
import { type Encoding, type Writing, windows1252, writeTable } from "./write-table.ts";

const header = ["title", "parent", "child"];
const columns = { title: "title", levels: ["parent", "child"] };

const delimiters = [",", ";", "\t", "|", "^", "~"];
const lineEnds = [["\n"], ["\r\n"], ["\r"], ["\r\n", "\n"], ["\n", "\r", "\r\n"]];

/** Texts that would break a careless reader, beside ordinary ones. */
const pieces = [
  "puzzle",
  "Tee",
  " ",
  ",",
  ";",
  "|",
  "\t",
  '"',
  "'",
  "\\",
  '12"',
  "/",
  " > ",
  "sep=,",
  "&amp;",
  "0123",
  "#",
];
const beyondAscii = ["Gr\u00fcn", "th\u00e9", " \u00bd", " \u20ac", " \u2019s"];
const beyondWestern = ["NESCAF\u00c9\u00ae", "\u7dd1\u8336", "\u{1f9e9}", "\u03b1\u03b2", "\u0142"];

const text = (allowed: readonly string[]) =>
  fc
    .array(fc.constantFrom(...allowed), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join("").trim() || "x");

/**
 * Titles of one line or two. One of two lines does not begin with a quote: with delimiters behind
 * it, it would look like a quote that was left open, and be listed as that.
 */
const titles = (allowed: readonly string[]) =>
  fc
    .tuple(text(allowed), fc.constantFrom("\n", "\r\n"), fc.option(text(allowed), { freq: 5 }))
    .map(([one, lineEnd, other]) => (other === null ? one : `Tee ${one}${lineEnd}${other}`));

/** Rows whose cells survive trimming, as `readRows` trims them. */
const rowsOf = (allowed: readonly string[]) =>
  fc.array(fc.tuple(titles(allowed), text(["toys", "food", "A & B"]), text(["games", "tea", "x, y"])), {
    minLength: 1,
    maxLength: 12,
  });

const encodings: readonly { readonly encoding: Encoding; readonly mark: boolean }[] = [
  { encoding: "utf-8", mark: false },
  { encoding: "utf-8", mark: true },
  { encoding: "utf-16le", mark: true },
  { encoding: "utf-16le", mark: false },
  { encoding: "utf-16be", mark: true },
  { encoding: "utf-16be", mark: false },
  { encoding: "windows-1252", mark: false },
];

const writings = fc
  .record({
    delimiter: fc.constantFrom(...delimiters),
    lineEnds: fc.constantFrom(...lineEnds),
    quoteAll: fc.boolean(),
    code: fc.constantFrom(...encodings),
    gzipped: fc.boolean(),
    lastLineEnds: fc.boolean(),
  })
  .map(({ code, ...rest }): Writing => ({ ...rest, ...code, quote: '"', escape: '"' }));

const writingsAndRows = writings.chain((writing) => {
  const isWestern = writing.encoding === "windows-1252";
  const allowed = [...pieces, ...beyondAscii, ...(isWestern ? [] : beyondWestern)];
  return fc.tuple(fc.constant(writing), rowsOf(allowed));
});

async function readBack(rows: readonly (readonly string[])[], writing: Writing, options = {}) {
  const file = await csvFile(writeTable([header, ...rows], writing));
  const read = await readRows([file], columns, options);
  expect(read.skipped).toEqual([]);
  return read.rows.map(({ title, path }) => [title, ...path]);
}

test("what is written in any dialect and encoding is read back the same", async () => {
  await fc.assert(
    fc.asyncProperty(writingsAndRows, async ([writing, rows]) => {
      expect(await readBack(rows, writing)).toEqual(rows);
    }),
    { numRuns: 400 },
  );
});

test("any quote, escape and delimiter can be given", async () => {
  const given = fc.record({
    delimiter: fc.constantFrom(...delimiters, ":", "::", "\u0001"),
    quote: fc.constantFrom('"', "'", "`"),
    backslash: fc.boolean(),
    quoteAll: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(given, rowsOf(pieces), async ({ delimiter, quote, backslash, quoteAll }, rows) => {
      const before = backslash ? "\\" : quote;
      const writing: Writing = {
        ...{ delimiter, quote, escape: before, quoteAll, lineEnds: ["\n"], encoding: "utf-8" },
        ...{ mark: false, gzipped: false, lastLineEnds: true },
      };
      expect(await readBack(rows, writing, { delimiter, quote, escape: before })).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});

test("quotes after a backslash, and single quotes around all cells, are detected", async () => {
  const kinds = fc.constantFrom({ quote: '"', escape: "\\" }, { quote: "'", escape: "'" });
  await fc.assert(
    fc.asyncProperty(
      kinds,
      fc.constantFrom(...delimiters),
      rowsOf(["pan", "tea", ", ", "Gr\u00fcn"]),
      async (kind, delimiter, some) => {
        const rows = some.map(([title, ...path]) => [`${title} 12${kind.quote} size, new`, ...path]);
        const writing: Writing = {
          ...{ ...kind, delimiter, quoteAll: true, lineEnds: ["\r\n"], encoding: "utf-8" },
          ...{ mark: false, gzipped: false, lastLineEnds: true },
        };
        expect(await readBack(rows, writing)).toEqual(rows);
      },
    ),
    { numRuns: 100 },
  );
});

test("single quotes around the cells that need them are detected", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...delimiters),
      rowsOf(["pan", "tea", "Gr\u00fcn"]),
      async (delimiter, some) => {
        const rows = some.map(([title, ...path]) => [`${title}${delimiter} baker's dozen`, ...path]);
        const writing: Writing = {
          ...{ quote: "'", escape: "'", delimiter, quoteAll: false, lineEnds: ["\n"], encoding: "utf-8" },
          ...{ mark: false, gzipped: false, lastLineEnds: true },
        };
        expect(await readBack(rows, writing)).toEqual(rows);
      },
    ),
    { numRuns: 100 },
  );
});

test("every character of Windows-1252 is read", async () => {
  const western = [...windows1252.keys()].filter((char) => char.trim() !== "" && char > "\u00a0");
  const rows = western.map((char, k) => [`Tee ${char} No ${k}`, "food", "tea"]);
  const writing: Writing = {
    ...{ delimiter: ";", quote: '"', escape: '"', quoteAll: false, lineEnds: ["\r\n"] },
    ...{ encoding: "windows-1252", mark: false, gzipped: false, lastLineEnds: true },
  };
  expect(await readBack(rows, writing)).toEqual(rows);
});
