import { expect, test } from "vitest";
import { misspellRows } from "../../../bench/accuracy/misspell.ts";

test("misspells one long word a title by one slip, and leaves the rest alone", () => {
  const title = "the Wooden puzzle of 12 pcs";
  const rows = Array.from({ length: 200 }, (_, path) => ({ title, path }));
  const wrong = misspellRows(rows);
  expect(wrong.map(({ path }) => path)).toEqual(rows.map(({ path }) => path));
  const before = title.split(" ");
  for (const { title: found } of wrong) {
    const changed = found.split(" ").flatMap((word, at) => (word === before[at] ? [] : [[before[at], word]]));
    expect(changed.length).toBeLessThan(2);
    for (const [was = "", is = ""] of changed) {
      expect(["Wooden", "puzzle"]).toContain(was);
      expect(Math.abs(is.length - was.length)).toBeLessThan(2);
    }
  }
  expect(new Set(wrong.map((row) => row.title)).size).toBeGreaterThan(40);
  expect(misspellRows(rows)).toEqual(wrong);
  expect(misspellRows([{ title: "of 12 pcs 木" }])).toEqual([{ title: "of 12 pcs 木" }]);
});
