import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cruiseSides, sides } from "../../docs/pictures/cruise.ts";
import { committedFiles, root } from "../fixtures/committed-files.ts";

/** Folders in which a file may only be imported by its name, so that the rules see it. */
const named = /^(shared|worker|trainer\/nuts)\/.*\.ts$/;

describe("the imports of the project", () => {
  test("keep the rules", async () => {
    const { modules, summary } = await cruiseSides(root);
    for (const side of sides) {
      const files = modules.filter(({ source }) => source.startsWith(`${side}/`));
      expect(files.length).toBeGreaterThan(20);
    }
    const unresolved = modules.flatMap(({ dependencies }) =>
      dependencies.filter(({ couldNotResolve, module }) => couldNotResolve && module.startsWith(".")),
    );
    expect(unresolved.map(({ module }) => module)).toEqual([]);
    const lines = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(lines).toEqual([]);
  });

  test("are named where the rules have to see them", () => {
    const computed = /\bimport\s*\(\s*(?!["'`][^"'`$]+["'`]\s*\))[^)]*\)/;
    const files = committedFiles().filter((file) => named.test(file));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => computed.test(readFileSync(`${root}${file}`, "utf8")))).toEqual([]);
    expect(computed.test("await import(native)")).toBe(true);
    expect(computed.test("await import(`./$" + "{name}.ts`)")).toBe(true);
    expect(computed.test('await import("./name.ts")')).toBe(false);
  });
});

describe("the rules", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hedge-imports-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Names of the rules that some sources break, each once, sorted. */
  async function broken(sources: Readonly<Record<string, string>>): Promise<string[]> {
    for (const [file, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const present = sides.filter((side) => Object.keys(sources).some((file) => file.startsWith(`${side}/`)));
    const { summary } = await cruiseSides(folder, present);
    return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
  }

  const empty = "export const b = 1;";
  test.each([
    ["worker-runs-at-the-edge", "worker/routes/a.ts", 'import { b } from "../../trainer/train/b.ts"; b;'],
    ["worker-runs-at-the-edge", "worker/a.ts", 'import type { B } from "../trainer/train/b.ts";'],
    ["worker-runs-at-the-edge", "worker/a.ts", 'import { readFile } from "node:fs/promises"; readFile;'],
    ["worker-runs-at-the-edge", "worker/a.ts", 'import * as tf from "@tensorflow/tfjs"; tf;'],
    ["worker-runs-at-the-edge", "worker/a.ts", 'import { c } from "hono-lookalike"; c;'],
    ["trainer-knows-no-worker", "trainer/x/a.ts", 'export * from "../../worker/x/b.ts";'],
    ["trainer-knows-no-worker", "trainer/x/a.ts", 'import { Hono } from "hono"; Hono;'],
    ["sampler-knows-no-model", "trainer/nuts/a.ts", 'import type { P } from "../model/b.ts";'],
    ["sampler-knows-no-model", "trainer/nuts/a.ts", 'import "node:fs";'],
    ["sampler-knows-no-model", "trainer/nuts/a.ts", 'export const a = await import("../model/b.ts");'],
    ["shared-stands-alone", "shared/tree/a.ts", 'import { d } from "../../worker/x/b.ts"; d;'],
    ["shared-stands-alone", "shared/a.ts", 'import {\n  e,\n  f,\n} from "node:crypto"; e; f;'],
    ["shared-stands-alone", "shared/a.ts", 'export const tf = await import("@tensorflow/tfjs");'],
    ["nothing-imports-an-entry", "worker/routes/a.ts", 'import { b } from "../b.ts"; b;'],
    ["queue-is-loaded-on-demand", "trainer/x/a.ts", 'import { b } from "../queue/work.ts"; b;'],
    ["queue-is-loaded-on-demand", "trainer/x/a.ts", 'import { Queue } from "bullmq"; Queue;'],
    ["assembly-imports-assembly", "trainer/kernel/assembly/a.ts", 'import { b } from "../../model/b.ts"; b;'],
    ["product-needs-no-tests", "trainer/x/a.ts", 'import { b } from "../../bench/x/b.ts"; b;'],
  ])("%s: %s may not say %s", async (rule, file, text) => {
    const others = [
      "trainer/train/b.ts",
      "trainer/model/b.ts",
      "trainer/queue/work.ts",
      "worker/x/b.ts",
      "worker/b.ts",
      "bench/x/b.ts",
    ];
    const sources = Object.fromEntries(others.map((other) => [other, empty]));
    expect(await broken({ ...sources, [file]: text })).toContain(rule);
  });

  test("find circles of files, and of folders whose files form none", async () => {
    expect(
      await broken({
        "shared/a/one.ts": 'import type { Two } from "./two.ts"; export type One = Two;',
        "shared/a/two.ts": 'import type { One } from "./one.ts"; export type Two = One;',
        "trainer/b/one.ts": 'import { four } from "../c/four.ts"; export const one = four;',
        "trainer/b/two.ts": "export const two = 2;",
        "trainer/c/three.ts": 'import { two } from "../b/two.ts"; export const three = two;',
        "trainer/c/four.ts": "export const four = 4;",
      }),
    ).toEqual(["no-circle-of-files", "no-circle-of-folders"]);
  });

  test("let through what they should", async () => {
    expect(
      await broken({
        "worker/routes/a.ts": 'import { Hono } from "hono"; import "../http/b.ts"; Hono;',
        "worker/http/b.ts": 'import { m } from "../../shared/artifact/model.ts"; m;',
        "shared/artifact/model.ts": 'export { c as m } from "../errors.ts";',
        "shared/errors.ts": "export const c = 3;",
        "trainer/nuts/a.ts": 'import { growTree } from "./tree.ts"; growTree;',
        "trainer/nuts/tree.ts": "export const growTree = 1;",
        "trainer/x/a.ts":
          'import { readFile } from "node:fs"; const native = ""; await import(native); readFile;',
      }),
    ).toEqual([]);
  });
});
