import { expect, test } from "vitest";
import { labelFiller } from "../../../../trainer/data/labels/fill-down.ts";

test("fills what merged cells left empty, and nothing below a class that changed", () => {
  const fill = labelFiller();
  const filled = [
    ["beauty", "hair", "brushes"],
    ["", "", "combs"],
    ["", "", ""],
    ["", "nails", ""],
    ["beauty", "", "polish"],
    ["food", "", ""],
    ["", "tea", ""],
  ].map((labels) => fill(labels));
  expect(filled).toEqual([
    ["beauty", "hair", "brushes"],
    ["beauty", "hair", "combs"],
    ["beauty", "hair", "combs"],
    ["beauty", "nails", ""],
    ["beauty", "nails", "polish"],
    ["food", "", ""],
    ["food", "tea", ""],
  ]);
});

test("there is nothing to fill the first record from", () => {
  expect(labelFiller()(["", "tea"])).toEqual(["", "tea"]);
});
