import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { presets } from "../../../trainer/model/preset.ts";
import { readVectorFile } from "../../../trainer/words/read-vector-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hedge-vectors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const { features } = presets.default;

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const plain = "Toys 3 4 0\ntoy 0 0 1\nnew york 1 1 1\ntea 0 -2 0\n... 1 2 3\n";

test("reads words and their numbers, scaled to length 1; the first of equal words counts", async () => {
  const { words, dimensions, vectors } = await readVectorFile(write("glove.txt", plain), features);
  expect([words, dimensions]).toEqual([["toy", "tea"], 3]);
  expect([...vectors].map((value) => Math.round(10 * value) / 10)).toEqual([0.6, 0.8, 0, 0, -1, 0]);
});

test("skips the line of counts, and reads gzip and CRLF", async () => {
  const expected = await readVectorFile(write("again.txt", plain), features);
  const crlf = `5 3\r\n${plain.replaceAll("\n", "\r\n")}`;
  const found = await readVectorFile(write("fast.vec.gz", gzipSync(crlf)), features);
  expect([found.words, found.vectors]).toEqual([expected.words, expected.vectors]);
});

test.each([
  ["words.csv", "title,child\nlego,toys\n", /^Line 1 of ".*" is not a word and its numbers/],
  ["short.txt", "tea 1 2 3\ncoffee 1 2\n", /^Line 2 of /],
  ["text.txt", "tea 1 2 3\ncoffee 1 x 3\n", /^Line 2 of /],
  ["empty.txt", "", /has no word with a vector/],
  ["broken.vec.gz", "no gzip", /cannot be read as word vectors/],
])("says what is wrong with %s", async (name, content, message) => {
  await expect(readVectorFile(write(name, content), features)).rejects.toThrow(message);
});

test("says which file is missing", async () => {
  await expect(readVectorFile(join(folder, "missing.vec.gz"), features)).rejects.toThrow(/missing\.vec\.gz/);
});
