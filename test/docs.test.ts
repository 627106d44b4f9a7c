import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { committedFiles, root } from "./fixtures/committed-files.ts";

const pages = committedFiles()
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ file, text: readFileSync(`${root}${file}`, "utf8") }));

/** All first groups of a pattern in a text. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? "");
}

/** Links and pictures of a page that lead into the repository; brackets in code are none. */
const links = (text: string) => {
  const prose = text.replace(/^```.*?^```/gms, "");
  const targets = [...all(prose, /\]\(([^)#]+)(?:#[^)]*)?\)/g), ...all(prose, /<img src="([^"]+)"/g)];
  return targets.filter((to) => !/^[a-z]+:/.test(to));
};

/** Scripts that a page tells readers to run. */
const scripts = (text: string) => all(text, /\bnpm run (?:--silent )?([a-z][a-z:-]*)/g);

describe("the documentation", () => {
  test.each(pages)("$file links to files that are there", ({ file, text }) => {
    const missing = links(text).filter((to) => !existsSync(`${root}${posix.join(posix.dirname(file), to)}`));
    expect(missing).toEqual([]);
  });

  test("names scripts that package.json has", () => {
    const known = Object.keys(JSON.parse(readFileSync(`${root}package.json`, "utf8")).scripts);
    const named = pages.flatMap(({ text }) => scripts(text));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("lists exactly the options that train has", () => {
    const help = execFileSync(process.execPath, [`${root}trainer/commands/train.ts`, "--help"], {
      encoding: "utf8",
    });
    const page = readFileSync(`${root}docs/your-catalogue.md`, "utf8");
    const rows = all(page, /^\| (`--[^|]*) \|/gm).flatMap((cell) => all(cell, /(--[a-z-]+)/g));
    const described = [...rows, "--holdout-file", "--help"].sort();
    expect(described).toEqual(all(help, /^ {2}(?:-h, )?(--[a-z-]+)/gm).sort());
  });

  test("is read as it should be", () => {
    const page =
      '[a](docs/a.md#part), [b](https://example.org) and [c](../c.ts)\n```js\nf[0](x)\n```\n<img src="d.png">';
    expect(links(page)).toEqual(["docs/a.md", "../c.ts", "d.png"]);
    expect(scripts("`npm run --silent evaluate -- --json`, npm run check:types")).toEqual([
      "evaluate",
      "check:types",
    ]);
  });
});
