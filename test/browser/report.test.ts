import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { reportPage } from "../../trainer/report/report-page.ts";
import { exampleReport } from "../fixtures/example-report.ts";
import { findChromium, startChromium } from "./browser.ts";
import { sizes } from "./describe-page.ts";

const chromium = findChromium();

describe.skipIf(chromium === undefined)("the report in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    browser = await startChromium(chromium ?? "");
    folder = await mkdtemp(join(tmpdir(), "hedge-report-"));
    const file = join(folder, "m.report.html");
    await writeFile(file, reportPage(await exampleReport()));
    address = pathToFileURL(file).href;
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Opens the report. The test fails if it requests anything else, or logs anything. */
  async function open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (request.url() !== address) complaints.push(`requested ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(address);
    return page;
  }

  const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test.each(sizes)("fits %s, runs no text of the catalogue, and shows its plots", async (_, viewport) => {
    const page = await open({ viewport });
    expect(await page.title()).toMatch(/^hedge: m/);
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    const plots = page.locator("figure svg");
    expect(await plots.count()).toBeGreaterThan(6);
    for (const plot of await plots.all()) expect((await plot.boundingBox())?.height).toBeGreaterThan(50);
  });

  test("sorts a table by a click on a heading, numbers as numbers", async () => {
    const page = await open();
    const table = page.locator("#classes table");
    const column = (k: number) => table.locator(`tbody td:nth-child(${k})`).allTextContents();
    const head = table.getByRole("columnheader", { name: "titles" });
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    expect(await column(2)).toEqual(["4", "2", "1"]);
    await head.getByRole("button").click();
    expect(await column(2)).toEqual(["1", "2", "4"]);
    await table.getByRole("button", { name: "class", exact: true }).click();
    const names = await column(1);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    expect(await head.getAttribute("aria-sort")).toBeNull();
  });

  test("is dark where the reader's system is, and light on paper", async () => {
    expect(await background(await open({ colorScheme: "light" }))).toBe("rgb(255, 255, 255)");
    const page = await open({ colorScheme: "dark" });
    expect(await background(page)).toBe("rgb(20, 23, 26)");
    await page.emulateMedia({ media: "print" });
    expect(await background(page)).toBe("rgb(255, 255, 255)");
    const hidden = await page
      .locator(".scroll")
      .evaluateAll((all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length);
    expect(hidden).toBe(0);
  });
});
