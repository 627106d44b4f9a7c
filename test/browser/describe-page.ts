import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished } from "vitest";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import { findChromium, startChromium } from "./browser.ts";
import { tinySite } from "./site.ts";

export type PageTools = {
  readonly browser: () => Browser;
  /** Origin of the worker, for example `http://127.0.0.1:12345`. */
  readonly origin: () => string;
  /**
   * Opens the page as a visitor does. The test fails if the page requests another host, or logs an
   * error or a warning that `expected` does not match.
   */
  readonly open: (
    path?: string,
    options?: Parameters<Browser["newContext"]>[0],
    expected?: RegExp,
  ) => Promise<Page>;
};

/** A suite with Chromium and the worker with the tiny model; skipped without a browser. */
export function describePage(name: string, defineTests: (tools: PageTools) => void): void {
  const chromium = findChromium();
  describe.skipIf(chromium === undefined)(name, () => {
    let browser: Browser;
    let site: RunningSite;

    beforeAll(async () => {
      [browser, site] = await Promise.all([startChromium(chromium ?? ""), tinySite()]);
    });
    afterAll(async () => {
      await browser?.close();
      await site?.stop();
    });

    const open: PageTools["open"] = async (path = "/", options = {}, expected = /^$/) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !expected.test(message.text()))
          complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("request", (request) => {
        if (!request.url().startsWith(`${site.origin}/`)) complaints.push(`requested ${request.url()}`);
      });
      onTestFinished(async () => {
        await context.close();
        expect(complaints).toEqual([]);
      });
      await page.goto(site.origin + path);
      return page;
    };

    defineTests({ browser: () => browser, origin: () => site.origin, open });
  });
}

/** Windows that the page is tested in. */
export const sizes = [
  ["a phone", { width: 360, height: 740 }],
  ["a desk", { width: 1280, height: 800 }],
] as const;

export const answerRegion = (page: Page) => page.getByRole("region", { name: "Answer" });
export const titleField = (page: Page) => page.getByRole("searchbox", { name: "Text", exact: true });
export const answerPath = (page: Page) => answerRegion(page).locator("ol.path li").allTextContents();

const treeRegion = (page: Page) => page.getByRole("region", { name: "Tree" });
export const wordsRegion = (page: Page) => page.getByRole("region", { name: "Words" });
/** The row of a class in the tree. */
export const treeRow = (page: Page, label: string) =>
  treeRegion(page)
    .locator("li")
    .filter({ has: page.locator(":scope > .row .label", { hasText: new RegExp(`^${label}$`) }) });
