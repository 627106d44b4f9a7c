import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { csvFile, folderWith } from "../files.ts";

const columns = { title: "title", levels: ["class"] };

async function read(content: Uint8Array, options = {}) {
  const file = await csvFile(content);
  const { rows, notes } = await readRows([file], columns, { pathSeparator: "none", ...options });
  return {
    titles: rows.map(({ title }) => title),
    notes: notes.map((note) => note.replace(`${file}: `, "")),
  };
}

const western = (text: string) => Buffer.from(text, "latin1");

test("says what it read, where that is not plain UTF-8", async () => {
  const text = "title,class\nThé,tea\n";
  expect((await read(Buffer.from(text))).notes).toEqual([]);
  expect((await read(western(text))).notes).toEqual(["read as Windows-1252, separated by commas"]);
  const utf16 = Buffer.from(`\ufeff${text.replaceAll(",", ";")}`, "utf16le");
  expect((await read(utf16)).notes).toEqual(["read as UTF-16, separated by semicolons"]);
  expect((await read(gzipSync(text))).notes).toEqual(["read as gzip, separated by commas"]);
});

test("a first byte that is no UTF-8 behind the first chunks is still Windows-1252", async () => {
  const lines = Array.from({ length: 30_000 }, (_, k) => `plain title number ${k},tea\n`);
  const { titles, notes } = await read(western(`title,class\n${lines.join("")}Thé vert,tea\n`));
  expect(titles).toHaveLength(30_001);
  expect(titles.at(-1)).toBe("Thé vert");
  expect(notes).toEqual(["read as Windows-1252, separated by commas"]);
});

test("characters are not cut where chunks end", async () => {
  const lines = Array.from({ length: 40_000 }, (_, k) => `緑茶🧩 ${k},tea`);
  const { titles } = await read(Buffer.from(`title,class\n${lines.join("\n")}\n`));
  expect(titles).toEqual(lines.map((line) => line.replace(",tea", "")));
});

test("two letters of Windows-1252 that are UTF-8 by chance do not make a mixture", async () => {
  expect((await read(western("title,class\nThé,tea\nNESCAFÉ®,tea\n"))).titles).toEqual(["Thé", "NESCAFÉ®"]);
});

test.each([
  [
    "UTF-8, then Windows-1252",
    Buffer.concat([Buffer.from("title,class\nThé,tea\nJus,juice\n"), western("Café,coffee\n")]),
    /mixes encodings: line 2 is UTF-8 and line 4 is not; .*--encoding windows-1252\.$/,
  ],
  [
    "Windows-1252, then UTF-8",
    Buffer.concat([western("title,class\r\nCafé,coffee\r\n"), Buffer.from("Jus,juice\r\nThé,tea\r\n")]),
    /mixes encodings: line 4 is UTF-8 and line 2 is not/,
  ],
  [
    "Chinese in GBK",
    // 绿茶,食品
    Buffer.concat([
      Buffer.from("title,class\n"),
      Uint8Array.of(0xc2, 0xcc, 0xb2, 0xe8, 0x2c, 0xca, 0xb3, 0xc6, 0xb7, 0x0a),
    ]),
    /line 2: .*--encoding gb18030 \(euc-kr, euc-jp would fit, too\)/,
  ],
  [
    "a byte that Windows-1252 does not have",
    Buffer.concat([Buffer.from("title,class\na,b\nx"), Uint8Array.of(0x81, 0x40), Buffer.from(",b\n")]),
    /line 3: the bytes are neither UTF-8 nor Windows-1252; name the encoding/,
  ],
  [
    "Cyrillic of Windows-1251",
    Buffer.concat([
      Buffer.from("title,class\n"),
      ...Array.from({ length: 6 }, () => [
        Uint8Array.of(0xef, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2),
        Buffer.from(",b\n"),
      ]).flat(),
    ]),
    /line 2: the text is not UTF-8 and looks like no western alphabet; .*--encoding windows-1251/,
  ],
  ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x74, 0, 0, 0]), /UTF-32, which is not read; save it as UTF-8/],
  [
    "half a character of UTF-16",
    Buffer.concat([
      Buffer.from("\ufefftitle,class\na,b\nc", "utf16le"),
      Uint8Array.of(0, 0xd8, 0x2c, 0, 0x62, 0),
    ]),
    /line 3: the bytes are not UTF-16/,
  ],
  [
    "half a gzip file",
    gzipSync("title,class\nThé,tea\n").subarray(0, 25),
    /is not a whole gzip file; pack it again/,
  ],
  ["bzip2", Buffer.from("BZh91AY"), /packed with bzip2; unpack it/],
  ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), /packed with xz/],
  ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /packed with zstd/],
  ["an old workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /old Excel workbook .*save it as \.xlsx/],
])("%s is an error that names the line or the way out", async (_, content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(message),
  });
});

test("any encoding can be given, and bytes that are not in it are an error with their line", async () => {
  const cyrillic = Buffer.concat([
    Buffer.from("title,class\n"),
    Uint8Array.of(0xf7, 0xe0, 0xe9),
    Buffer.from(",tea\n"),
  ]);
  const { titles, notes } = await read(cyrillic, { encoding: "windows-1251" });
  expect(titles).toEqual(["чай"]);
  expect(notes).toEqual(["read as windows-1251, separated by commas"]);
  await expect(read(cyrillic, { encoding: "utf-8" })).rejects.toThrow(/line 2: the bytes are not utf-8/);
  await expect(read(cyrillic, { encoding: "latin-9000" })).rejects.toMatchObject({ code: "bad-usage" });
});

test("files that were read alike are said together", async () => {
  const names = ["a.csv", "b.csv", "c.csv"];
  const folder = await folderWith(Object.fromEntries(names.map((name) => [name, "title;class\nx;y\n"])));
  const { notes } = await readRows(
    names.map((name) => join(folder, name)),
    columns,
  );
  expect(notes).toEqual([`${join(folder, "a.csv")} and 2 more files: read as separated by semicolons`]);
});
