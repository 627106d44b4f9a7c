import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../trainer/serving/bundle-worker.ts";
import { findChromium, startChromium } from "./browser.ts";
import { siteOf } from "./site.ts";

/** Takes the picture in the README. The argument is the folder of models, by default `models`. */
const site = await siteOf(process.argv[2] ?? join(root, "models"));
const browser = await startChromium(findChromium() ?? "chromium");
try {
  mkdirSync(join(root, "docs", "images"), { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, colorScheme: "light" });
  await page.goto(`${site.origin}/?title=wooden+toys+for+kids`);
  await page.getByRole("region", { name: "Answer" }).waitFor();
  // Bars grow before the eye.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(root, "docs", "images", "page.png") });
} finally {
  await browser.close();
  await site.stop();
}
