import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { ensurePredictiveKernel } from "../../trainer/kernel/build-predictive.ts";
import { buildPage } from "../../trainer/serving/build-page.ts";
import { hostileRowHashes } from "../fixtures/hostile-titles.ts";
import { tinyAssets } from "../fixtures/tiny-assets.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

await ensurePredictiveKernel();
await buildPage();
const models = await tinyAssets();
process.once("exit", () => rmSync(models, { recursive: true, force: true }));

/** Tests inside workerd, with the real `wrangler.toml` and the tiny model for `./models`. */
export default defineConfig({
  root,
  plugins: [
    cloudflareTest({
      wrangler: { configPath: `${root}wrangler.toml` },
      miniflare: {
        assets: { directory: models, binding: "ASSETS" },
        bindings: { NODE_ROW_HASHES: hostileRowHashes() },
      },
    }),
  ],
  // workerd cannot see the folder that vitest would keep transformed modules in.
  test: { include: ["test/worker/**/*.test.ts"], fsModuleCache: false },
});
