import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { answerRegion, describePage } from "./describe-page.ts";

/** Whether style and script of a page are in force. */
async function expectWhole(page: Page, path: string): Promise<void> {
  await page.waitForLoadState();
  const margin = await page.locator("body").evaluate((body) => getComputedStyle(body).marginTop);
  expect([path, margin]).toEqual([path, "0px"]);
  if (path.startsWith("/docs")) return;
  await answerRegion(page).waitFor({ timeout: 5_000 });
}

describePage("a page loaded again", ({ origin, open }) => {
  test.each(["/?title=lego+toys", "/docs"])("%s is whole after a reload", async (path) => {
    const page = await open(path);
    await expectWhole(page, path);
    const statuses: number[] = [];
    page.on("response", (response) => {
      if (response.url() === origin() + path) statuses.push(response.status());
    });
    for (let round = 0; round < 2; round++) {
      await page.reload();
      await expectWhole(page, path);
    }
    // Playwright shows the stored 200 that a 304 confirms; the policy of the 304 is in force.
    expect(statuses.length).toBe(2);
  });

  test("is whole after going back and forward", async () => {
    const page = await open("/?title=lego+toys");
    await expectWhole(page, "/?title=lego+toys");
    for (let round = 0; round < 2; round++) {
      await page.goto(`${origin()}/docs`);
      await expectWhole(page, "/docs");
      await page.goBack();
      await expectWhole(page, "/?title=lego+toys");
      await page.goForward();
      await expectWhole(page, "/docs");
      await page.goto(`${origin()}/?title=lego+toys`);
      await expectWhole(page, "/?title=lego+toys");
    }
  });

  test("is whole in another tab of the same browser, from its cache", async () => {
    const first = await open("/?title=lego+toys");
    await expectWhole(first, "/?title=lego+toys");
    for (const path of ["/?title=lego+toys", "/docs", "/docs"]) {
      const page = await first.context().newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(origin() + path);
      await expectWhole(page, path);
      expect(complaints).toEqual([]);
    }
  });
});
