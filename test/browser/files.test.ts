import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { answerRegion, describePage, sizes } from "./describe-page.ts";

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

  test("that is chosen before the model is loaded waits for the names of its levels", async () => {
    const page = await open("/");
    await page.route("**/taxonomy*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.reload();
    await page.getByRole("link", { name: "Label a file" }).click();
    const { rows } = await labelFile(page, "mine.csv", "title\nlego toys\n");
    expect(rows[0]).toBe(`title,${head}`);
    expect(rows[1]?.slice("lego toys,".length)).toMatch(lego);
  });

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

  test("that has classes already says how many answers are right", async () => {
    const page = await open("/#file");
    const rows = [
      "title,Parent,child",
      "lego toys,toys games,building toys",
      "tea,grocery, Tea ",
      "adult toys,toys games,dolls",
      "doll,toys games,building toys",
      "xylophone,toys games,dolls",
      "sugar,,",
    ];
    await labelFile(page, "mine.csv", rows.join("\n"));
    expect(await page.getByRole("region", { name: "Labelled file" }).innerText()).toContain(
      "The file has classes of its own for 5 texts. 4 of them are answered, and 75 % of these answers are right.",
    );
    await labelFile(page, "other.csv", "title\nlego\n");
    expect(await page.getByRole("region", { name: "Labelled file" }).innerText()).not.toContain("right.");
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
