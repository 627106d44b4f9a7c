import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { Approximate } from "../../../trainer/diagnostics/diagnose.ts";
import { reportPage } from "../../../trainer/report/report-page.ts";
import { exampleReport, hostileTitle } from "../../fixtures/example-report.ts";

const parsed = async () => parseHTML(reportPage(await exampleReport())).document;

test("has a section for each part, every one linked from the top", async () => {
  const document = await parsed();
  const ids = [...document.querySelectorAll("section")].map(({ id }) => id);
  expect(ids).toEqual([
    ...["data", "label-errors", "curves", "classes", "confusion", "errors", "unseen", "sampling"],
  ]);
  const links = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"));
  expect(links).toEqual(ids.map((id) => `#${id}`));
});

test("leaves out what it does not have", async () => {
  const { dataSet: _, sampling: __, ...rest } = await exampleReport();
  const { document } = parseHTML(reportPage({ ...rest, scored: null, unseen: [] }));
  expect(document.querySelectorAll("section")).toHaveLength(0);
  expect(document.querySelector(".summary")?.textContent).toContain("Right child 71 %.");
});

test("loads nothing, and is the same for the same input", async () => {
  const page = reportPage(await exampleReport());
  expect(page.match(/<(?:link|img|iframe|object)\b|\b(?:src|href)="(?!#)|url\(|@import/i)).toBeNull();
  const { document } = parseHTML(page);
  const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content");
  expect(policy).toMatch(/^default-src 'none'; .*script-src 'sha256-[^']+';/);
  expect(reportPage(await exampleReport()) === page).toBe(true);
});

test("texts of the catalogue are text, wherever they stand", async () => {
  const document = await parsed();
  expect(document.querySelectorAll("script")).toHaveLength(1);
  expect(document.querySelectorAll("[onerror], [onclick], img, i")).toHaveLength(0);
  expect(document.querySelector("#errors")?.textContent).not.toContain(hostileTitle);
  expect(document.querySelector("#label-errors")?.textContent).toContain("wooden robot");
  expect(document.querySelector("svg script, svg img")).toBeNull();
});

test("ranks titles whose label is likely wrong", async () => {
  const document = await parsed();
  const cells = [...document.querySelectorAll("#label-errors tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].slice(0, 3).map(({ textContent }) => textContent),
  );
  expect(cells).toHaveLength(2);
  expect(cells).toContainEqual(["wooden robot", "food › tea", "toys"]);
});

test("counts what became of the rows, and names conflicting labels", async () => {
  const text = (await parsed()).querySelector("#data")?.textContent ?? "";
  expect(text.replace(/\s+/g, " ")).toContain(
    "8 titles in 3 classes of 2 levels. The median class has 3 titles, the smallest 1 title. 1 row repeated",
  );
  expect(text).toContain("rows.csv, line 7");
  expect(text).toContain("1 title has more than one class");
});

test("draws every plot, and shows no NaN", async () => {
  const document = await parsed();
  // Class sizes, curves, two heat maps, traces and ranks of the plotted quantities, energies.
  const figures = [...document.querySelectorAll("figure")].map((one) => one.querySelectorAll("svg").length);
  expect(figures.slice(0, 4)).toEqual([1, 1, 1, 1]);
  expect(figures.at(-1)).toBe(1);
  expect(figures.slice(4, -1).every((plots) => plots === 2)).toBe(true);
  expect(document.toString().includes("NaN")).toBe(false);
});

test("draws that are approximate are told of, where there are any", async () => {
  const report = await exampleReport();
  const page = (approximate: Approximate | null) => {
    const { sampling } = report;
    if (sampling === undefined) throw new Error("the example has been sampled");
    return reportPage({
      ...report,
      sampling: { ...sampling, sampled: { ...sampling.sampled, approximate } },
    });
  };
  expect(page(null)).not.toContain("approximate");
  expect(page({ nodes: 1 })).toContain("One node has so many coefficients that the draws are approximate");
  expect(page({ nodes: 4 })).toContain("4 nodes have so many coefficients");
  expect(page("model")).toContain("The model has so many coefficients");
});
