import { expect, onTestFinished, test } from "vitest";
import type { Answer } from "../../shared/answer/answer.ts";
import type { TaxonomyDocument } from "../../worker/schemas/taxonomy.ts";
import { findChromium } from "./browser.ts";
import { answerPath, answerRegion, describePage, titleField, treeRow, wordsRegion } from "./describe-page.ts";
import { tinySite } from "./site.ts";

test("there is a browser to test in", ({ skip }) => {
  if (findChromium() !== undefined) return;
  if (process.env.CI === "true") expect.fail("CI needs a browser: install chromium.");
  skip("No browser: install chromium, or say where it is with CHROMIUM=/path/to/it, to test the page.");
});

describePage("the page", ({ browser, origin, open }) => {
  test("answers while a visitor types, with the path, candidates and words", async () => {
    const page = await open();
    await titleField(page).pressSequentially("lego toys xylophone", { delay: 20 });
    // What was typed first has answers too.
    await expect.poll(() => wordsRegion(page).locator(".unknown").allTextContents()).toEqual(["xylophone"]);
    await expect.poll(() => answerPath(page)).toEqual(["toys games", "building toys"]);
    const text = (await answerRegion(page).textContent()) ?? "";
    expect(text).toMatch(/\d+ % \(\d+ to \d+ %\)/);
    expect(await wordsRegion(page).textContent()).toContain("closest rival");
    expect(await page.getByRole("status").textContent()).toBe("Answer: toys games, building toys.");
    expect(page.url()).toContain("?title=lego+toys+xylophone");
  });

  test("fills the tree with the probabilities, the thresholds and the intervals", async () => {
    const page = await open();
    await expect.poll(() => treeRow(page, "toys games").count()).toBe(1);
    expect(await treeRow(page, "toys games").locator("> .row .figures").textContent()).toBe("0 %");
    await titleField(page).fill("adult toys");
    await answerRegion(page).waitFor();
    const { tree } = (await (await fetch(`${origin()}/classify?title=adult+toys&tree=1`)).json()) as Answer;
    const { classes } = (await (await fetch(`${origin()}/taxonomy`)).json()) as TaxonomyDocument;
    // Bars grow before the eye.
    await page.waitForTimeout(400);
    const shown = classes.flatMap(({ label }, at) =>
      (tree?.probabilities[at] ?? 0) >= 0.02 ? [{ label, at }] : [],
    );
    expect(shown.length).toBeGreaterThan(2);
    for (const { label, at } of shown) {
      const part = await treeRow(page, label)
        .locator("> .bar")
        .evaluate((bar) => {
          const whole = bar.getBoundingClientRect();
          const share = (selector: string) => {
            const box = bar.querySelector(selector)?.getBoundingClientRect() ?? whole;
            return [(box.left - whole.left) / whole.width, box.width / whole.width] as const;
          };
          return { known: share(".known"), interval: share("b"), needed: share("s") };
        });
      const [low, high] = tree?.intervals[at] ?? [0, 0];
      expect(part.known[1]).toBeCloseTo(tree?.probabilities[at] ?? 0, 1);
      expect(part.interval[0]).toBeCloseTo(low, 1);
      expect(part.interval[1]).toBeCloseTo(high - low, 1);
      expect(part.needed[0]).toBeCloseTo(tree?.thresholds[(classes[at]?.level ?? 1) - 1] ?? 1, 1);
    }
    expect(await treeRow(page, "toys games").getAttribute("class")).toBe("answer");
    expect(await treeRow(page, "toys games").locator("> .row .note").textContent()).toContain("the answer");
    expect(await page.locator(".tree .missed > .row .note").textContent()).toContain("60 % needed");
  });

  test("hatches the share of a subcategory that the model does not know", async () => {
    const page = await open();
    await page.route("**/classify?*", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as {
        tree: Record<string, number[]>;
        answer: object;
        fallback: object;
      };
      answer.tree.probabilities = [0.8, 0.2, 0.3, 0.1, 0.1, 0.1];
      answer.tree.unseen = [0.4, 0, 0, 0, 0, 0];
      answer.tree.thresholds = [0.7, 0.25];
      answer.answer = {
        path: ["toys games"],
        label: "toys games",
        level: 1,
        probability: 0.8,
        interval: [0.7, 0.9],
      };
      answer.fallback = {
        reason: "unseen-subcategory",
        child: "building toys",
        probability: 0.3,
        threshold: 0.25,
      };
      await route.fulfill({ response, json: answer });
    });
    await titleField(page).fill("lego toys");
    await answerRegion(page).waitFor();
    await page.waitForTimeout(400);
    const row = treeRow(page, "toys games");
    expect(await treeRow(page, "building toys").locator("> .row .note").textContent()).toBe(
      ": probable enough, but the text looks new",
    );
    expect(await row.locator("> .row .note").textContent()).toContain("40 % of a new subcategory");
    const widths = await row
      .locator("> .bar")
      .evaluate((bar) =>
        [".known", ".unseen"].map(
          (part) =>
            (bar.querySelector(part)?.getBoundingClientRect().width ?? 0) / bar.getBoundingClientRect().width,
        ),
      );
    expect(widths[0]).toBeCloseTo(0.4, 1);
    expect(widths[1]).toBeCloseTo(0.4, 1);
  });

  test("offers texts of the model's own words, and no others", async () => {
    const page = await open();
    const { examples } = (await (await fetch(`${origin()}/model`)).json()) as { examples: string[] };
    const buttons = page.locator(".examples button");
    await expect.poll(() => buttons.allTextContents()).toEqual(examples);
    expect(await titleField(page).getAttribute("placeholder")).toBe(examples[0]);
    await buttons.last().click();
    await answerRegion(page).waitFor();
    const whole = await page.content();
    for (const text of ["product title", "wooden", "inkjet"]) expect(whole).not.toContain(text);
  });

  test("says why it goes no deeper, and when no class is probable enough", async () => {
    const page = await open("/?title=adult+toys");
    await expect.poll(() => answerRegion(page).textContent()).toContain("goes no deeper");
    await titleField(page).fill("adult");
    await titleField(page).press("Enter");
    await expect.poll(() => answerRegion(page).textContent()).toContain("Even the likeliest class");
    await titleField(page).fill("xylophone");
    await expect.poll(() => answerRegion(page).textContent()).toContain("knows no word");
  });

  test("can be used with the keyboard alone", async () => {
    const page = await open();
    await page.keyboard.press("/");
    expect(await titleField(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type("tea");
    await page.keyboard.press("Enter");
    await expect.poll(() => answerPath(page)).toEqual(["grocery", "tea"]);
    await page.keyboard.press("Escape");
    expect(await titleField(page).inputValue()).toBe("");
    expect(await answerRegion(page).isHidden()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    const example = await focused.textContent();
    expect(await focused.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await titleField(page).inputValue()).toBe(example);
    await answerRegion(page).waitFor();
  });

  test("shows only the latest answer when an older one arrives late", async () => {
    const page = await open();
    await page.route("**/classify?title=lego*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue().catch(() => {});
    });
    await titleField(page).fill("lego");
    await titleField(page).press("Enter");
    await titleField(page).fill("tea");
    await titleField(page).press("Enter");
    await expect.poll(() => answerPath(page)).toEqual(["grocery", "tea"]);
    await page.waitForTimeout(600);
    expect(await answerPath(page)).toEqual(["grocery", "tea"]);
  });

  test("shows an error and recovers from it", async () => {
    const page = await open("/", {}, /Failed to load resource/);
    const alert = page.getByRole("alert");
    await page.route("**/classify?*", (route) => route.abort());
    await titleField(page).fill("lego");
    await expect.poll(() => alert.textContent()).toContain("cannot be reached");
    await page.unroute("**/classify?*");
    await page.route("**/classify?*", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ detail: "The model file is <b>damaged</b>.", requestId: "abc" }),
      }),
    );
    await titleField(page).press("Enter");
    await expect.poll(() => alert.textContent()).toBe("The model file is <b>damaged</b>. (request abc)");
    expect(await answerRegion(page).isHidden()).toBe(true);
    await page.unroute("**/classify?*");
    await titleField(page).press("Enter");
    await expect.poll(() => answerPath(page)).toEqual(["toys games", "building toys"]);
    expect(await alert.isHidden()).toBe(true);
  });

  test("shows hostile titles and labels as the text they are", async () => {
    const page = await open();
    const evil = '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>';
    await page.route("**/classify?*", async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll("toys games", JSON.stringify(evil).slice(1, -1));
      await route.fulfill({ response, body });
    });
    await titleField(page).fill(`lego toys ${evil}`);
    await expect.poll(() => answerPath(page)).toEqual([evil, "building toys"]);
    expect(await page.title()).toBe("hedge");
    expect(await page.locator("main img, main script").count()).toBe(0);
    await page.goto(`${origin()}/?title=${encodeURIComponent(`"><script>document.title='owned'</script>`)}`);
    await answerRegion(page).waitFor();
    expect(await page.title()).toBe("hedge");
  });

  test("asks for a key where one is required", async () => {
    const key = "0123456789abcdef";
    const closed = await tinySite({ API_KEYS: key });
    onTestFinished(() => closed.stop());
    const page = await browser().newPage();
    onTestFinished(() => page.close());
    await page.goto(`${closed.origin}/?title=tea`);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("Send a key");
    await page.getByLabel("Key").fill(key);
    await expect.poll(() => answerPath(page)).toEqual(["grocery", "tea"]);
  });
});
