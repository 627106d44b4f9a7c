import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { committedFiles, root } from "../fixtures/committed-files.ts";
import { commentFaults, markdownFaults } from "./prose.ts";

const files = committedFiles();
const read = (file: string) => readFileSync(`${root}${file}`, "utf8");

describe("prose: at most 100 columns a line and 30 words a sentence", () => {
  test.each(files.filter((file) => file.endsWith(".md")))("%s", (file) => {
    expect(markdownFaults(read(file))).toEqual([]);
  });

  test("in the comments of the sources", () => {
    const sources = files.filter((file) => file.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(400);
    const faults = sources.flatMap((file) =>
      commentFaults(read(file)).map(({ line, fault }) => `${file}:${line}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});

describe("the checks of prose", () => {
  /** Some words in lines of seven. */
  const words = (count: number) =>
    Array.from({ length: count }, (_, i) => (i % 7 === 6 ? "w\n" : "w "))
      .join("")
      .trim();
  const wide = `a ${"b".repeat(50)} ${"c".repeat(60)}`;

  test("find what is too long on a page", () => {
    expect(markdownFaults(`# Title\n\n${wide}\n`)).toEqual([{ line: 3, fault: "113 columns" }]);
    expect(markdownFaults(`One. ${words(31)}.\n`)).toHaveLength(1);
    expect(markdownFaults(`* ${words(31)}\n* b\n`)).toHaveLength(1);
  });

  test("let through what cannot be wrapped, and what is no sentence", () => {
    expect(markdownFaults(`| ${wide} |\n`)).toEqual([]);
    expect(markdownFaults(`\`\`\`\n${wide}\n\`\`\`\n`)).toEqual([]);
    expect(markdownFaults(`a\n\n    ${wide}\n\nb\n`)).toEqual([]);
    expect(markdownFaults(`![${wide}](docs/images/page.png)\n`)).toEqual([]);
    expect(markdownFaults(`${words(20)}. ${words(20)}. ${words(20)}: ${words(20)}\n`)).toEqual([]);
  });

  test("read the comments of a source and nothing else of it", () => {
    expect(commentFaults(`const a = "${wide}";\n`)).toEqual([]);
    expect(commentFaults(`/** ${wide} */\nconst a = 1;\n`)).toEqual([{ line: 1, fault: "120 columns" }]);
    expect(commentFaults(`  // ${wide}\n`)).toHaveLength(1);
    expect(commentFaults(`/**\n * ${words(31).replaceAll("\n", "\n * ")}\n */\n`)).toHaveLength(1);
    expect(commentFaults("/**\n *     a = b + c\n */\n")).toEqual([]);
  });
});
