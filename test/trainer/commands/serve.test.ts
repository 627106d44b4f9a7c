import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tinyAssets } from "../../fixtures/tiny-assets.ts";

async function hashAt(origin: string): Promise<string> {
  return ((await (await fetch(`${origin}/healthz`)).json()) as { model: string }).model;
}

test("`serve` serves a folder until it is told to end", { timeout: 60_000 }, async () => {
  const script = join(import.meta.dirname, "../../../trainer/commands/serve.ts");
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const models = await tinyAssets();
  onTestFinished(() => rm(models, { recursive: true, force: true }));
  const child = spawn(process.execPath, [script, "--models", models, "--port", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await expect
    .poll(() => hashAt(`http://localhost:${port}`).catch(() => ""), { timeout: 40_000, interval: 300 })
    .toMatch(/^sha256:/);
  child.kill("SIGTERM");
  await ended;
  await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow();
});
