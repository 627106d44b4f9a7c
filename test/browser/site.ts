import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { writeSite } from "../../trainer/serving/write-site.ts";
import { tinyAssets } from "../fixtures/tiny-assets.ts";

/** The worker under plain workerd with the models of a folder, until it is stopped. */
export async function siteOf(models: string, settings: Record<string, string> = {}): Promise<RunningSite> {
  const folder = await mkdtemp(join(tmpdir(), "hedge-site-"));
  const site = await runSite(await writeSite(folder, { models, address: "127.0.0.1:0", settings }), settings);
  return {
    ...site,
    async stop() {
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same with the tiny model. */
export async function tinySite(settings: Record<string, string> = {}): Promise<RunningSite> {
  const models = await tinyAssets();
  const site = await siteOf(models, settings);
  return {
    ...site,
    async stop() {
      await site.stop();
      await rm(models, { recursive: true, force: true });
    },
  };
}
