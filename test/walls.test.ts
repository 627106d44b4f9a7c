import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { committedFiles, root } from "./fixtures/committed-files.ts";
import { type Import, importsOf } from "./fixtures/imports.ts";

/** What the files of a folder may import. */
type Wall = {
  readonly room: string;
  /** Folders that it may import from. */
  readonly folders: readonly string[];
  /** Packages and modules of Node that it may import. */
  readonly packages: RegExp;
};

const none = /^$/;

/** The last one whose folder holds a file counts. */
const walls: readonly Wall[] = [
  { room: "shared", folders: ["shared"], packages: /^msgpackr(\/|$)/ },
  {
    room: "worker",
    folders: ["worker", "shared"],
    packages: /^(hono|valibot|@hono\/[^/]+|@valibot\/to-json-schema)(\/|$)/,
  },
  { room: "trainer", folders: ["trainer", "shared"], packages: /^(?!hono$|hono\/|@hono\/|cloudflare:)/ },
  { room: "trainer/nuts", folders: ["trainer/nuts"], packages: none },
  { room: "trainer/kernel/assembly", folders: ["trainer/kernel/assembly"], packages: none },
];

/** What is wrong with the imports of one file, a line each. */
function breaches(file: string, imports: readonly Import[]): string[] {
  const wall = walls.filter(({ room }) => file.startsWith(`${room}/`)).at(-1);
  if (wall === undefined) return [];
  return imports.flatMap((found) => {
    if (found.kind === "computed") {
      // Only the trainer has use for one: a package that need not be there.
      return wall.room === "trainer" ? [] : [`${file} imports ${found.text}`];
    }
    const { specifier } = found;
    const allowed = specifier.startsWith(".")
      ? wall.folders.some((folder) => resolve(file, specifier).startsWith(`${folder}/`))
      : wall.packages.test(specifier);
    return allowed ? [] : [`${file} imports ${specifier}`];
  });
}

function resolve(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

const sources = committedFiles().filter(
  (file) => file.endsWith(".ts") && walls.some(({ room }) => file.startsWith(`${room}/`)),
);

describe("the walls between the rooms", () => {
  test.each(walls)("$room imports only what it may", ({ room }) => {
    const files = sources.filter((file) => file.startsWith(`${room}/`));
    expect(files).not.toEqual([]);
    expect(
      files.flatMap((file) => breaches(file, importsOf(readFileSync(`${root}${file}`, "utf8")))),
    ).toEqual([]);
  });

  test("hold against sources that break them", () => {
    const found = (file: string, source: string) => breaches(file, importsOf(source)).length;
    expect(found("worker/routes/a.ts", 'import { b } from "../../trainer/train-model.ts";')).toBe(1);
    expect(found("worker/a.ts", 'import type { B } from "../trainer/train/train-model.ts";')).toBe(1);
    expect(found("worker/a.ts", 'import { readFile } from "node:fs/promises";')).toBe(1);
    expect(found("worker/a.ts", 'import * as tf from "@tensorflow/tfjs";')).toBe(1);
    expect(found("worker/a.ts", 'import { c } from "hono-lookalike";')).toBe(1);
    expect(found("trainer/a.ts", 'export * from "../worker/app.ts";')).toBe(1);
    expect(found("trainer/nuts/a.ts", 'import type { P } from "../model/problem.ts";')).toBe(1);
    expect(found("trainer/nuts/a.ts", 'import "node:fs";')).toBe(1);
    expect(found("trainer/nuts/a.ts", "const a = await import(`../model/problem.ts`);")).toBe(1);
    expect(found("shared/tree/a.ts", 'import { d } from "../../worker/problem.ts";')).toBe(1);
    expect(found("shared/a.ts", 'import {\n  e,\n  f,\n} from "node:crypto";')).toBe(1);
    expect(found("shared/a.ts", 'const tf = await import("@tensorflow/tfjs");')).toBe(1);
  });

  test("let through what they should", () => {
    const found = (file: string, source: string) => breaches(file, importsOf(source));
    expect(found("worker/routes/a.ts", 'import { Hono } from "hono";\nimport "../app.ts";')).toEqual([]);
    expect(found("worker/a.ts", 'import { m } from "../shared/artifact/model.ts";')).toEqual([]);
    expect(found("shared/a/b.ts", 'export type { c } from "../errors.ts";')).toEqual([]);
    expect(found("trainer/nuts/a.ts", 'import { growTree } from "./tree.ts";')).toEqual([]);
    expect(found("trainer/a.ts", "await import(native);")).toEqual([]);
  });
});
