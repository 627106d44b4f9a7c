import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type RunningSite, runSite } from "../../../trainer/serving/run-site.ts";
import { workerdConfig } from "../../../trainer/serving/workerd-config.ts";
import { writeSite } from "../../../trainer/serving/write-site.ts";
import { tinyAssets } from "../../fixtures/tiny-assets.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { exampleModel, hedge } from "../commands/cli.ts";

const key = "a-key-that-no-file-holds";

async function hashAt(origin: string): Promise<string> {
  return ((await (await fetch(`${origin}/healthz`)).json()) as { model: string }).model;
}

describe("the bundle under plain workerd", { timeout: 60_000 }, () => {
  let site: RunningSite;
  let folder: string;
  let models: string;
  let config: string;

  beforeAll(async () => {
    [folder, models] = [await mkdtemp(join(tmpdir(), "hedge-site-")), await tinyAssets()];
    config = await writeSite(folder, {
      models,
      address: "127.0.0.1:0",
      settings: { MODEL_CHECK_SECONDS: "1" },
    });
    site = await runSite(config);
  }, 60_000);
  afterAll(async () => {
    await site?.stop();
    for (const made of [folder, models]) await rm(made, { recursive: true, force: true });
  });

  test("answers, alone, in batches and with its page", async () => {
    const answer = (await (await fetch(`${site.origin}/classify?title=lego+toys`)).json()) as {
      answer: { label: string };
    };
    expect(answer.answer.label).toBe("building toys");
    const batch = await fetch(`${site.origin}/classify`, {
      method: "POST",
      body: '["tea"]',
      headers: { "Content-Type": "application/json" },
    });
    expect(await batch.json()).toHaveLength(1);
    const page = await fetch(site.origin, { headers: { Accept: "text/html" } });
    expect(await page.text()).toContain("<h1>hedge</h1>");
    expect((await fetch(`${site.origin}/model.msgpack`)).status).toBe(404);
  });

  test("is given keys by its environment, and they are written nowhere", async () => {
    const closed = await runSite(config, { API_KEYS: key });
    onTestFinished(() => closed.stop());
    const ask = (headers: Record<string, string>) =>
      fetch(`${closed.origin}/classify?title=tea`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ Authorization: `Bearer ${key}` })).status).toBe(200);
    expect(await readFile(config, "utf8")).not.toContain(key);
  });

  test("takes over what is published to its folder, and keeps it when the next one is damaged", async () => {
    const before = await hashAt(site.origin);
    const { model, hash } = await exampleModel();
    const published = await hedge("publish", ["--model", model, "--folder", models]);
    expect(published.status, published.stderr).toBe(0);
    await expect.poll(() => hashAt(site.origin), { timeout: 10_000, interval: 300 }).toBe(hash);
    expect(hash).not.toBe(before);

    await writeFile(join(models, "bad.msgpack"), (await tinyModelBytes()).slice(0, 500));
    await writeFile(join(models, "model.json"), JSON.stringify({ file: "bad.msgpack", hash: before }));
    const failure = async () =>
      ((await (await fetch(`${site.origin}/healthz`)).json()) as { lastFailure: string | null }).lastFailure;
    await expect.poll(failure, { timeout: 10_000, interval: 300 }).toContain("damaged");
    expect(await hashAt(site.origin)).toBe(hash);
  });
});

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

test("`publish` refuses what is no model before anything is sent, and a name that is none", async () => {
  const { folder } = await exampleModel({ "broken.msgpack": "not a model" });
  const broken = await hedge("publish", ["--model", join(folder, "broken.msgpack"), "--folder", folder]);
  expect(broken.status).toBe(2);
  expect(broken.stderr).toContain("broken.msgpack");
  expect((await hedge("publish", ["--name", "../x"])).status).toBe(2);
  await expect(readFile(join(folder, "model.json"))).rejects.toThrow("ENOENT");
});

test("the configuration of workerd quotes what it is given", () => {
  const config = workerdConfig({
    modules: ["index.js", "page.html"],
    compatibilityDate: "2026-01-01",
    models: '/a "b"\\c',
    address: "localhost:1",
    settings: { CORS_ORIGINS: "https://caf\u00e9.example\n" },
  });
  expect(config).toContain('path = "/a \\"b\\"\\\\c"');
  expect(config).toContain('text = "https://caf\\xc3\\xa9.example\\x0a"');
  expect(config).toContain('(name = "page.html", text = embed "page.html")');
});
