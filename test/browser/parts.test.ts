import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { answerPath, answerRegion, describePage, titleField, treeRow } from "./describe-page.ts";

const sizes = [
  ["a phone", { width: 360, height: 740 }],
  ["a desk", { width: 1280, height: 800 }],
] as const;

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

/** Chooses a file, labels it and gives the rows of the download. */
async function labelFile(
  page: Page,
  name: string,
  content: string | Buffer,
): Promise<{ readonly file: string; readonly rows: string[] }> {
  await page.getByLabel("File", { exact: true }).setInputFiles({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(content),
  });
  await page.getByRole("button", { name: "Label it" }).click();
  const link = page.getByRole("link", { name: "Download CSV" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const text = await readFile(await download.path(), "utf8");
  expect(text.startsWith("\ufeff")).toBe(true);
  return { file: download.suggestedFilename(), rows: text.slice(1).split("\n") };
}

describePage("a file", ({ open }) => {
  const head = "parent,child,probability,low,high,reason,best guess,best guess probability";
  const lego = /^toys games,building toys,0\.\d{4},0\.\d{4},\d\.\d{4},,toys games > building toys,0\.\d{4}$/;

  test.each(sizes)("is labelled on %s, row by row, and none is lost", async (_, viewport) => {
    const page = await open("/#file", { viewport });
    const csv = 'id,title\n1,lego toys\n2,"tea, green"\n3,\n4,xylophone\n5,"adult\ntoys"\n';
    const { file, rows } = await labelFile(page, "mine.csv", csv);
    expect(file).toBe("mine.labelled.csv");
    expect(rows[0]).toBe(`id,title,${head}`);
    expect(rows[1]?.slice("1,lego toys,".length)).toMatch(lego);
    expect(rows[2]).toMatch(/^2,"tea, green",grocery,tea,/);
    expect(rows[3]).toMatch(/^3,,,,,,,"?The title is empty/);
    expect(rows[4]).toMatch(/^4,xylophone,,,,,,no-known-words,/);
    expect(rows.slice(5).join("\n")).toMatch(/^5,"adult\ntoys",toys games,,0/);
    const table = await page.getByRole("region", { name: "Labelled file" }).innerText();
    expect(table).toMatch(/answered: child\s+2\s+40 %/);
    expect(table).toMatch(/no text\s+1\s+20 %/);
    expect(await page.locator("#file-status").innerText()).toContain("5 of 5 texts labelled");
  });

  test.each([
    ["tabs", "a.tsv", "name\tprice\nlego toys\t1\n", "name,price"],
    ["semicolons", "a.csv", "price;product\n1;lego toys\n", "price,product"],
    ["a text a line", "a.txt", "lego toys\n", "text"],
    ["a stated separator", "a.csv", "sep=;\nprice;product\n1;lego toys\n", "price,product"],
    ["JSON", "a.json", '[{"sku":1,"text":"lego toys"}]', "sku,text"],
    ["a JSON value a line", "a.jsonl", '"lego toys"\n', "text"],
    ["UTF-16", "a.csv", Buffer.from("\ufefftitle\nlego toys\n", "utf16le"), "title"],
    ["gzip", "a.csv.gz", gzipSync("title\nlego toys\n"), "title"],
    ["columns of the same names", "a.csv", "title,parent\nlego toys,x\n", "title,parent"],
  ])("with %s is read", async (_, name, content, columns) => {
    const page = await open("/#file");
    const { rows } = await labelFile(page, name, content);
    const added = columns.includes("parent") ? head.replace("parent", "hedge parent") : head;
    expect(rows[0]).toBe(`${columns},${added}`);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain("toys games,building toys,0.");
  });

  test("that is dropped anywhere is opened", async () => {
    const page = await open("/?title=tea");
    await answerRegion(page).waitFor();
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["title\nlego toys\n"], "dropped.csv"));
      return transfer;
    });
    await page.dispatchEvent("body", "drop", { dataTransfer: data });
    await expect.poll(() => page.locator("#file-status").innerText()).toBe("dropped.csv: 1 row.");
  });

  test("without rows, or damaged, is refused with a reason", async () => {
    const page = await open("/#file");
    for (const [name, content, said] of [
      ["empty.csv", "title\n", "empty.csv: The file has no rows."],
      ["bad.jsonl", '"a"\n{', "bad.jsonl: Line 2 is not JSON."],
    ] as const) {
      await page.getByLabel("File", { exact: true }).setInputFiles({
        name,
        mimeType: "text/plain",
        buffer: Buffer.from(content),
      });
      await expect.poll(() => page.locator("#file-status").innerText()).toBe(said);
      expect(await page.getByRole("button", { name: "Label it" }).isVisible()).toBe(false);
    }
  });

  test("is labelled as far as the service goes, and says so where it fails", async () => {
    const page = await open("/#file", {}, /Failed to load resource/);
    let requests = 0;
    await page.route("**/classify*", (route) => (requests++ === 0 ? route.continue() : route.abort()));
    const many = Array.from({ length: 450 }, (_, k) => `lego ${k}`).join("\n");
    const { rows } = await labelFile(page, "many.txt", many);
    expect(rows).toHaveLength(451);
    expect(rows[200]).toContain("building toys");
    expect(rows[201]).toMatch(/^lego 200,,,,,,not asked/);
    expect(await page.locator("#file-status").innerText()).toMatch(/^200 of 450 texts .* cannot be reached/);
  });
});
