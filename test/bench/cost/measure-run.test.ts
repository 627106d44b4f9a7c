import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureTraining } from "../../../bench/cost/measure-run.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hedge-test-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a command's output, time and memory are measured", async () => {
  const { output, seconds, memory, disk } = await measureTraining(["--help"], folder);
  expect(output).toContain("--levels");
  expect(seconds).toBeGreaterThan(0);
  expect(memory).toBeGreaterThan(1e7);
  expect(disk).toBe(0);
}, 30_000);

test("a command that fails says why", async () => {
  const args = ["--data", join(folder, "none.csv"), "--levels", "a", "--out", join(folder, "m.msgpack")];
  await expect(measureTraining(args, folder)).rejects.toThrow(/ended with status 2: .*none\.csv/s);
}, 30_000);
