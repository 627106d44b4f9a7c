import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { committedFiles, root } from "../fixtures/committed-files.ts";

/** Most lines of a source, and most files side by side in a folder. */
const mostLines = 250;
const mostFiles = 16;

const sources = committedFiles().filter((file) =>
  /^(shared|trainer|worker|bench|test)\/.*\.(ts|py|c|css|html)$/.test(file),
);

describe("the layout", () => {
  test(`has no source of more than ${mostLines} lines`, () => {
    const long = sources.filter(
      (file) => readFileSync(`${root}${file}`, "utf8").split("\n").length - 1 > mostLines,
    );
    expect(long).toEqual([]);
  });

  test(`has no folder of more than ${mostFiles} sources`, () => {
    const counts = new Map<string, number>();
    for (const file of sources) {
      const folder = posix.dirname(file);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(50);
    expect([...counts].filter(([, count]) => count > mostFiles)).toEqual([]);
  });

  test("has tests in folders of the names of what they test", () => {
    const folders = new Set(sources.map((file) => posix.dirname(file)));
    const mirrored = sources.filter((file) => /^test\/(shared|trainer|bench)\/.*\.test\.ts$/.test(file));
    expect(mirrored.length).toBeGreaterThan(80);
    const lost = mirrored.filter((file) => !folders.has(posix.dirname(file).replace(/^test\//, "")));
    expect(lost).toEqual([]);
  });
});
