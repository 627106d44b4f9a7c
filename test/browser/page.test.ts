import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import { findChromium, startChromium } from "./browser.ts";
import { tinySite } from "./site.ts";

const chromium = findChromium();

test("there is a browser to test in", ({ skip }) => {
  if (chromium !== undefined) return;
  if (process.env.CI === "true") expect.fail("CI needs a browser: install chromium.");
  skip("No browser: install chromium, or say where it is with CHROMIUM=/path/to/it, to test the page.");
});

describe.skipIf(chromium === undefined)("the page", () => {
  let browser: Browser;
  let site: RunningSite;

  beforeAll(async () => {
    [browser, site] = await Promise.all([startChromium(chromium ?? ""), tinySite()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  /** The page as a visitor opens it. Fails the test for whatever it complains of, or asks other hosts for. */
  async function open(
    path = "/",
    options: Parameters<Browser["newContext"]>[0] = {},
    expected: RegExp = /^$/,
  ) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !expected.test(message.text()))
        complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${site.origin}/`)) complaints.push(`asked for ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(site.origin + path);
    return page;
  }

  const answer = (page: Page) => page.getByRole("region", { name: "Answer" });
  const field = (page: Page) => page.getByRole("searchbox", { name: "Title" });
  const pathOf = (page: Page) => answer(page).locator("ol.path li").allTextContents();

  test("answers while somebody types, with the path, candidates and words", async () => {
    const page = await open();
    await field(page).pressSequentially("lego toys xylophone", { delay: 20 });
    await expect.poll(() => pathOf(page)).toEqual(["toys games", "building toys"]);
    const text = (await answer(page).textContent()) ?? "";
    expect(text).toMatch(/\d+ % \(\d+ to \d+ %\)/);
    expect(await answer(page).getByRole("list").nth(1).getByRole("listitem").count()).toBe(4);
    expect(text).toContain("closest rival");
    expect(await answer(page).locator(".unknown").allTextContents()).toEqual(["xylophone"]);
    expect(await page.getByRole("status").textContent()).toBe("Answer: toys games, building toys.");
    expect(page.url()).toContain("?title=lego+toys+xylophone");
  });

  test("draws bars as long as the probabilities, with the interval across", async () => {
    const page = await open("/?title=adult");
    await answer(page).waitFor();
    const { candidates } = (await (await fetch(`${site.origin}/classify?title=adult&top=5`)).json()) as {
      candidates: { probability: number; interval: [number, number] }[];
    };
    const bars = await answer(page)
      .locator("ol.rows .bar")
      .evaluateAll((all) =>
        all.map((bar) => {
          const whole = bar.getBoundingClientRect();
          const share = (selector: string) => {
            const box = bar.querySelector(selector)?.getBoundingClientRect() ?? whole;
            return [(box.left - whole.left) / whole.width, box.width / whole.width] as const;
          };
          return { body: share("i"), interval: share("b") };
        }),
      );
    expect(bars).toHaveLength(candidates.length);
    bars.forEach(({ body, interval }, k) => {
      const { probability = 0, interval: [low, high] = [0, 0] } = candidates[k] ?? {};
      expect(body[1]).toBeCloseTo(probability, 1);
      expect(interval[0]).toBeCloseTo(low, 1);
      expect(interval[1]).toBeCloseTo(high - low, 1);
    });
  });

  test("says why it goes no deeper, and when nothing is believable", async () => {
    const page = await open("/?title=adult+toys");
    await expect.poll(() => answer(page).textContent()).toContain("goes no deeper");
    await field(page).fill("adult");
    await field(page).press("Enter");
    await expect.poll(() => answer(page).textContent()).toContain("outside the taxonomy");
    await field(page).fill("xylophone");
    await expect.poll(() => answer(page).textContent()).toContain("knows no word");
  });

  test("works with the keyboard alone", async () => {
    const page = await open();
    await page.keyboard.press("/");
    expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type("tea");
    await page.keyboard.press("Enter");
    await expect.poll(() => pathOf(page)).toEqual(["grocery", "tea"]);
    await page.keyboard.press("Escape");
    expect(await field(page).inputValue()).toBe("");
    expect(await answer(page).isHidden()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    const example = await focused.textContent();
    expect(await focused.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await field(page).inputValue()).toBe(example);
    await answer(page).waitFor();
  });

  test("shows only the newest answer, however late older ones come", async () => {
    const page = await open();
    await page.route("**/classify?title=lego*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue().catch(() => {});
    });
    await field(page).fill("lego");
    await field(page).press("Enter");
    await field(page).fill("tea");
    await field(page).press("Enter");
    await expect.poll(() => pathOf(page)).toEqual(["grocery", "tea"]);
    await page.waitForTimeout(600);
    expect(await pathOf(page)).toEqual(["grocery", "tea"]);
  });

  test("tells what went wrong and gets over it", async () => {
    const page = await open("/", {}, /Failed to load resource/);
    const alert = page.getByRole("alert");
    await page.route("**/classify?*", (route) => route.abort());
    await field(page).fill("lego");
    await expect.poll(() => alert.textContent()).toContain("cannot be reached");
    await page.unroute("**/classify?*");
    await page.route("**/classify?*", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ detail: "The model file is <b>damaged</b>.", requestId: "abc" }),
      }),
    );
    await field(page).press("Enter");
    await expect.poll(() => alert.textContent()).toBe("The model file is <b>damaged</b>. (request abc)");
    expect(await answer(page).isHidden()).toBe(true);
    await page.unroute("**/classify?*");
    await field(page).press("Enter");
    await expect.poll(() => pathOf(page)).toEqual(["toys games", "building toys"]);
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
    await field(page).fill(`lego toys ${evil}`);
    await expect.poll(() => pathOf(page)).toEqual([evil, "building toys"]);
    expect(await page.title()).toBe("hedge");
    expect(await answer(page).locator("img, script").count()).toBe(0);
    await page.goto(
      `${site.origin}/?title=${encodeURIComponent(`"><script>document.title='owned'</script>`)}`,
    );
    await answer(page).waitFor();
    expect(await page.title()).toBe("hedge");
  });

  test("asks for a key where one is needed", async () => {
    const key = "0123456789abcdef";
    const closed = await tinySite({ API_KEYS: key });
    onTestFinished(() => closed.stop());
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`${closed.origin}/?title=tea`);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("Send a key");
    await page.getByLabel("Key").fill(key);
    await expect.poll(() => pathOf(page)).toEqual(["grocery", "tea"]);
  });

  test.each([
    ["a phone", { width: 320, height: 640 }],
    ["a desk", { width: 1280, height: 800 }],
  ])("fits %s without scrolling sideways", async (_, viewport) => {
    for (const path of [`/?title=${"lego+".repeat(30)}${"x".repeat(300)}`, "/docs"]) {
      const page = await open(path, { viewport });
      if (path !== "/docs") await answer(page).waitFor();
      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overhang).toBeLessThanOrEqual(0);
    }
  });

  test.each(["light", "dark"] as const)(
    "is readable in the %s: contrast of at least 4.5",
    async (colorScheme) => {
      const page = await open("/?title=adult+lego", { colorScheme });
      await answer(page).waitFor();
      const contrasts = await page.evaluate(() => {
        const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
        const luminance = (color: string) => {
          const [r = 0, g = 0, b = 0] = channels(color)
            .slice(0, 3)
            .map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const backOf = (element: Element | null): string => {
          if (element === null) return "rgb(255, 255, 255)";
          const { backgroundColor } = getComputedStyle(element);
          return (channels(backgroundColor)[3] ?? 1) === 0 ? backOf(element.parentElement) : backgroundColor;
        };
        return [
          ...document.querySelectorAll("h1, h2, p, label, button, a, li, kbd, legend, .figures, .unknown"),
        ].map((element) => {
          const [a, b] = [luminance(getComputedStyle(element).color), luminance(backOf(element))];
          return [element.textContent, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)] as const;
        });
      });
      expect(contrasts.length).toBeGreaterThan(15);
      expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
    },
  );

  test("names every control, and keeps headings in order", async () => {
    for (const path of ["/?title=lego", "/docs"]) {
      const page = await open(path);
      if (path !== "/docs") await answer(page).waitFor();
      const tree = await page.locator("body").ariaSnapshot();
      expect(tree).not.toMatch(/- (button|link|searchbox|textbox|combobox)\s*$/m);
      const levels = await page
        .locator("h1, h2, h3")
        .evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
      expect(levels[0]).toBe(1);
      levels.forEach((level, k) => {
        expect(level).toBeLessThanOrEqual((levels[k - 1] ?? 0) + 1);
      });
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
    }
  });

  test("weighs at most 60 KB gzipped, and stays under a policy that lets nothing else in", async () => {
    let weight = 0;
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const seen: string[] = [];
    page.on("response", async (response) => {
      seen.push(response.url());
      weight += gzipSync(await response.body().catch(() => Buffer.alloc(0))).length;
    });
    await page.goto(site.origin, { waitUntil: "networkidle" });
    expect(seen.length).toBeGreaterThan(2);
    expect(weight).toBeLessThan(60_000);
    for (const path of ["/", "/docs"]) {
      const { headers } = await fetch(site.origin + path, { headers: { Accept: "text/html" } });
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    }
    // A script that somebody got into the page would not run.
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });
    expect(await page.title()).toBe("hedge");
  });

  test("has a reference that lists every operation and loads nothing from elsewhere", async () => {
    const page = await open("/docs");
    const names = await page.getByRole("heading", { level: 2 }).allTextContents();
    expect(names.map((name) => name.trim())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^GET \/classify/),
        expect.stringMatching(/^POST \/classify/),
      ]),
    );
    expect(await page.getByRole("row").filter({ hasText: "top" }).first().textContent()).toContain(
      "from 1 to 50",
    );
    await page.getByText("application/json").first().click();
    expect(await page.locator("pre").first().isVisible()).toBe(true);
  });
});
