import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { tinyAssets } from "../../fixtures/tiny-assets.ts";
import { folderWith } from "../data/files.ts";
import { hedge } from "./cli.ts";

async function hashAt(origin: string): Promise<string> {
  return ((await (await fetch(`${origin}/healthz`)).json()) as { model: string }).model;
}

test("`serve` serves a folder until it is told to end", { timeout: 60_000 }, async () => {
  const script = join(import.meta.dirname, "../../../trainer/commands/serve.ts");
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const models = await tinyAssets();
  onTestFinished(() => rm(models, { recursive: true, force: true }));
  const child = spawn(process.execPath, [script, "--models", models, "--port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = text(child.stdout);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (part) => {
    errors += part;
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await expect
    .poll(() => hashAt(`http://localhost:${port}`).catch(() => ""), { timeout: 40_000, interval: 300 })
    .toMatch(/^sha256:/);
  await expect.poll(() => errors, { timeout: 10_000 }).toContain("hedge answers");
  child.kill("SIGTERM");
  await ended;
  expect(await output).toBe("");
  const [model = "", warning = "", ready = "", ...rest] = errors.trimEnd().split("\n");
  expect(model).toMatch(/^model: 4 classes, sha256:[0-9a-f]{64}$/);
  expect(warning).toBe(
    "Warning: The sampling of this model is doubtful: its probabilities may be off. made by hand",
  );
  expect(ready).toBe(`hedge answers on http://localhost:${port}, from the models in ${models}`);
  expect(rest).toEqual([]);
  await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow();
});

test.each([
  ["no folder", async () => join(tmpdir(), "hedge-no-such-folder"), /is no folder/],
  ["a folder without a model", () => folderWith({}), /There is no model\.msgpack/],
  ["a damaged model", () => folderWith({ "model.msgpack": "none" }), /model/],
])("%s is refused: `serve` does not say that it answers", { timeout: 60_000 }, async (_, make, said) => {
  const models = await make();
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const { status, stderr } = await hedge("serve", ["--models", models, "--port", String(port)]);
  expect(status).toBe(2);
  expect(stderr).toMatch(said);
  expect(stderr).toContain(models);
  expect(stderr).not.toContain("hedge answers");
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
