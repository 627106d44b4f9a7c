import { readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { committedFiles, root } from "./fixtures/committed-files.ts";

/** An absolute path on somebody's machine, under a folder where people or build machines work. */
const machinePath = /(?<![\w.})\]-])\/(?:home|Users|root|work|workspace|builds)\/[\w.-]|\b[A-Z]:\\\w/;

/** The four bytes that every WebAssembly binary begins with. */
const wasmMagic = "\0asm";

const files = committedFiles().filter((file) => statSync(`${root}${file}`).isFile());
const read = (file: string) => readFileSync(`${root}${file}`, "latin1");

describe("what is committed", () => {
  test("names no path of a machine", () => {
    expect(files.length).toBeGreaterThan(100);
    // Compressed bytes spell anything by chance.
    const others = files.filter((file) => file !== "test/repository.test.ts" && !file.endsWith(".br"));
    expect(others.filter((file) => machinePath.test(read(file)))).toEqual([]);
  });

  test("holds no WebAssembly binary", () => {
    expect(files.filter((file) => file.endsWith(".wasm") || read(file).startsWith(wasmMagic))).toEqual([]);
  });

  test("locks packages without the address of a mirror", () => {
    const addresses = [...read("package-lock.json").matchAll(/"resolved": "([^"]*)"/g)].map(
      ([, address]) => address,
    );
    expect(addresses.filter((address) => !address?.startsWith("https://registry.npmjs.org/"))).toEqual([]);
  });

  test.each([
    "see /work/main/README.md",
    'data: "/root/titles.csv"',
    "/home/ann/hedge",
    "file:///Users/ann/hedge",
    "in C:\\data\\titles.csv",
  ])("the pattern sees %s", (text) => {
    expect(machinePath.test(text)).toBe(true);
  });

  test.each(["./work/main", "trainer/work/a", "GET /classify", "https://example.org/work/x", "a / b"])(
    "the pattern passes over %s",
    (text) => {
      expect(machinePath.test(text)).toBe(false);
    },
  );
});
