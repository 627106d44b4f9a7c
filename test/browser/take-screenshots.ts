import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../trainer/edge/bundle-worker.ts";
import { findChromium, startChromium } from "./browser.ts";
import { siteOf } from "./site.ts";

/** Takes the pictures of the README anew, with the models of the folder named first: `models` after `npm start`. */
const site = await siteOf(process.argv[2] ?? join(root, "models"));
const browser = await startChromium(findChromium() ?? "chromium");
try {
  mkdirSync(join(root, "docs", "images"), { recursive: true });
  for (const [name, width, height, colorScheme] of [
    ["page", 900, 940, "light"],
    ["page-phone-dark", 390, 940, "dark"],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(`${site.origin}/?title=wooden+toys+for+kids`);
    await page.getByRole("region", { name: "Answer" }).waitFor();
    await page.screenshot({ path: join(root, "docs", "images", `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await site.stop();
}
