import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { answerRegion, describePage } from "./describe-page.ts";

describePage("layout, accessibility and security of the page", ({ browser, origin, open }) => {
  test.each([
    ["a phone", { width: 320, height: 640 }],
    ["a desk", { width: 1280, height: 800 }],
  ])("fits %s without scrolling sideways", async (_, viewport) => {
    const long = `/?title=${"lego+".repeat(30)}${"x".repeat(300)}`;
    for (const path of [long, "/#file", "/#taxonomy", "/#model", "/docs"]) {
      const page = await open(path, { viewport });
      if (path === long) await answerRegion(page).waitFor();
      if (path.startsWith("/#")) await page.locator("#card dd").first().waitFor({ state: "attached" });
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) (one as HTMLDetailsElement).open = true;
      });
      const outside = await page.evaluate(() => {
        const scrolls = (element: Element) => element.closest(".scrolling") !== null;
        return [...document.querySelectorAll("body *")]
          .filter((element) => !scrolls(element) && element.getBoundingClientRect().width > 1)
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => element.outerHTML.slice(0, 100));
      });
      expect([path, outside]).toEqual([path, []]);
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
      await answerRegion(page).waitFor();
      // All parts of the page at once.
      await page.locator("main section").evaluateAll((all) => {
        for (const one of all) (one as HTMLElement).hidden = false;
      });
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
          ...document.querySelectorAll(
            "h1, h2, h3, p, label, button, a, li, dt, dd, td, th, kbd, legend, output, span, bdi",
          ),
        ]
          .filter((element) => element.textContent?.trim() !== "")
          .map((element) => {
            const [a, b] = [luminance(getComputedStyle(element).color), luminance(backOf(element))];
            return [element.textContent, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)] as const;
          });
      });
      expect(contrasts.length).toBeGreaterThan(15);
      expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
    },
  );

  test("names every control and has headings in order", async () => {
    for (const path of ["/?title=lego", "/?title=lego#file", "/#taxonomy", "/#model", "/docs"]) {
      const page = await open(path);
      if (path === "/?title=lego") await answerRegion(page).waitFor();
      if (path.includes("#")) await page.locator("#card dd").first().waitFor({ state: "attached" });
      const tree = await page.locator("body").ariaSnapshot();
      expect(tree).not.toMatch(/- (button|link|searchbox|textbox|combobox|slider|progressbar|img)\s*$/m);
      const levels = await page
        .locator("h1, h2, h3")
        .filter({ visible: true })
        .evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
      expect(levels[0]).toBe(1);
      levels.forEach((level, k) => {
        expect(level).toBeLessThanOrEqual((levels[k - 1] ?? 0) + 1);
      });
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
    }
  });

  test("takes at most 60 KB gzipped, under a policy that allows nothing from elsewhere", async () => {
    let weight = 0;
    const page = await browser().newPage();
    onTestFinished(() => page.close());
    const seen: string[] = [];
    page.on("response", async (response) => {
      seen.push(response.url());
      weight += gzipSync(await response.body().catch(() => Buffer.alloc(0))).length;
    });
    await page.goto(origin(), { waitUntil: "networkidle" });
    expect(seen.length).toBeGreaterThan(2);
    expect(weight).toBeLessThan(60_000);
    for (const path of ["/", "/docs"]) {
      const { headers } = await fetch(origin() + path, { headers: { Accept: "text/html" } });
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    }
    // An injected script does not run.
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });
    expect(await page.title()).toBe("hedge");
  });

  test("has an API reference without markup in its text, and with words that stay whole", async () => {
    for (const viewport of [
      { width: 320, height: 640 },
      { width: 1280, height: 800 },
    ]) {
      const page = await open("/docs", { viewport });
      expect(await page.locator("main").innerText()).not.toContain("`");
      expect(await page.locator("main code").filter({ hasText: "detail" }).count()).toBeGreaterThan(0);
      const broken = await page.locator("th, th code, h2 code, h3").evaluateAll((all) =>
        all
          .filter((one) => !/\s/.test((one.textContent ?? "").trim()))
          .filter((one) => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
          })
          .map((one) => one.textContent),
      );
      expect(broken).toEqual([]);
    }
  });

  test("has an API reference that lists every operation", async () => {
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
