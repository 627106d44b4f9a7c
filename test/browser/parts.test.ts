import { describe, expect, test } from "vitest";
import { answerPath, answerRegion, describePage, sizes, titleField, treeRow } from "./describe-page.ts";

describePage("the parts of the page", ({ origin, open }) => {
  describe.each(sizes)("on %s", (_, viewport) => {
    test("lead to the taxonomy, the model and back, by link and by the browser's buttons", async () => {
      const page = await open("/?title=lego+toys", { viewport });
      await answerRegion(page).waitFor();
      await page.getByRole("link", { name: "Taxonomy" }).click();
      await page.getByRole("heading", { name: "Taxonomy" }).waitFor();
      expect(await answerRegion(page).isVisible()).toBe(false);
      await page.getByRole("link", { name: "Model", exact: true }).click();
      await page.getByRole("heading", { name: "Model" }).waitFor();
      expect(await page.locator("nav [aria-current]").textContent()).toBe("Model");
      await page.reload();
      await page.getByRole("heading", { name: "Model" }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { name: "Taxonomy" }).waitFor();
      await page.goBack();
      await answerRegion(page).waitFor();
      expect(await titleField(page).inputValue()).toBe("lego toys");
    });

    test("show the model as a card, with its verdict in plain sight", async () => {
      const page = await open("/", { viewport });
      await expect
        .poll(() => page.locator("#warning-box").innerText())
        .toBe("The sampling of this model is doubtful: its probabilities may be off: why");
      await page.getByRole("link", { name: "why" }).click();
      const card = await page.locator("#card").innerText();
      for (const text of ["doubtful", "made by hand", "6, of them 4", "20", "quick, seed 1", "sha256:"])
        expect(card).toContain(text);
      expect(card).not.toMatch(/[{}]/);
    });

    test("browse the classes with their words, and try them", async () => {
      const page = await open("/#taxonomy", { viewport });
      const classes = page.locator("#classes");
      await classes.getByText("6 classes. 2 levels: parent, child.").waitFor();
      await page.getByRole("searchbox", { name: "Find" }).fill("sugar");
      await classes.getByText("2 classes found.").waitFor();
      const labels = await classes.locator(".label").filter({ visible: true }).allTextContents();
      expect(labels).toEqual(["grocery", "candy"]);
      await page.getByRole("button", { name: "Try the first words of candy" }).click();
      await expect.poll(() => answerPath(page)).toEqual(["grocery", "candy"]);
      expect(await titleField(page).inputValue()).toBe("sugar");
    });
  });

  test("set the demand on answers, with what the model promises of it", async () => {
    const calibrated = {
      titles: 500,
      target: 0.9,
      levels: [{ intercept: 0, slope: 1 }],
      targets: [
        { target: 0.8, thresholds: [0.6, 0.7], promised: true, titlesNeeded: 500 },
        { target: 0.95, thresholds: [0.9, 1], promised: false, titlesNeeded: 2_000 },
        { target: 0.99, thresholds: [1, 1], promised: false, titlesNeeded: null },
      ],
    };
    const page = await open("/docs");
    await page.route("**/model", async (route) => {
      const response = await route.fetch();
      const document = (await response.json()) as { decision: object };
      Object.assign(document.decision, { calibration: calibrated });
      await route.fulfill({ response, json: document });
    });
    const targets: (string | null)[] = [];
    await page.route("**/classify?*", async (route) => {
      const url = new URL(route.request().url());
      targets.push(url.searchParams.get("target"));
      url.searchParams.delete("target");
      await route.fulfill({ response: await route.fetch({ url: url.href }) });
    });
    await page.goto(`${origin()}/?title=lego`);
    const slider = page.getByRole("slider", { name: "How sure" });
    await slider.waitFor();
    const said = () => page.locator("#target-text").innerText();
    expect(await said()).toBe(
      "As the model was calibrated: for 90 % right answers. Needed at each level: 70 %, 60 %.",
    );
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    expect(await said()).toBe(
      "At least 80 % of answers right, proven on 500 calibration titles. Needed at each level: 60 %, 70 %.",
    );
    await page.keyboard.press("ArrowRight");
    expect(await said()).toContain("not proven: 500 calibration titles, about 2,000 needed");
    expect(await said()).toContain("90 %, never");
    await page.keyboard.press("End");
    expect(await said()).toContain("more titles would not help");
    expect(await slider.getAttribute("aria-valuetext")).toContain("99 %");
    await expect.poll(() => targets).toEqual([null, "0.8", "0.95", "0.99"]);
    await page.getByRole("link", { name: "Model", exact: true }).click();
    expect(await page.getByRole("row").nth(1).innerText()).toMatch(/80 %\s+proven on 500/);
    await page.getByRole("img", { name: "Calibration of parent and child" }).waitFor();
  });

  test("work for any language, and for labels that are read from right to left", async () => {
    const page = await open("/docs");
    for (const path of ["**/taxonomy*", "**/classify?*"]) {
      await page.route(path, async (route) => {
        const response = await route.fetch();
        const body = (await response.text())
          .replaceAll("toys games", "\u0623\u0644\u0639\u0627\u0628")
          .replaceAll("building toys", "\u7a4d\u307f\u6728");
        await route.fulfill({ response, body });
      });
    }
    await page.goto(`${origin()}/?title=lego+toys`);
    await expect
      .poll(() => answerPath(page))
      .toEqual(["\u0623\u0644\u0639\u0627\u0628", "\u7a4d\u307f\u6728"]);
    const row = treeRow(page, "\u0623\u0644\u0639\u0627\u0628");
    expect(await row.locator("> .row .label").getAttribute("dir")).toBe("auto");
    expect(await treeRow(page, "\u7a4d\u307f\u6728").getAttribute("class")).toBe("answer");
  });

  test("say what is wrong where there is no model", async () => {
    const page = await open("/docs", {}, /Failed to load resource/);
    await page.route("**/model", (route) =>
      route.fulfill({ status: 503, json: { detail: "There is no model.", requestId: "abc" } }),
    );
    await page.goto(`${origin()}/`);
    await expect.poll(() => page.getByRole("alert").textContent()).toBe("There is no model. (request abc)");
  });
});
