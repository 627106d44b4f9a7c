import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { gzippedCode } from "../../../bench/harness/worker-site.ts";
import { type RunningSite, runSite } from "../../../trainer/serving/run-site.ts";
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

  test("has at most 80,000 bytes of code after gzip", async () => {
    const size = await gzippedCode(folder);
    expect(size).toBeGreaterThan(40_000);
    expect(size).toBeLessThanOrEqual(80_000);
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

  test("reads keys from its environment, and no file holds them", async () => {
    const closed = await runSite(config, { API_KEYS: key });
    onTestFinished(() => closed.stop());
    const ask = (headers: Record<string, string>) =>
      fetch(`${closed.origin}/classify?title=tea`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ Authorization: `Bearer ${key}` })).status).toBe(200);
    expect(await readFile(config, "utf8")).not.toContain(key);
  });

  test("takes over a published model, and keeps it when the next one is damaged", async () => {
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
