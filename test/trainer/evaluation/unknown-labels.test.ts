import { expect, test } from "vitest";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { findUnknownLabels } from "../../../trainer/evaluation/unknown-labels.ts";

const tree = indexTree({
  labels: ["", "food", "toys games", "other", "tea", "games", "other"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

test("labels are counted down to the first that is unknown, the commonest first", () => {
  const paths = [
    ["food", "tea"],
    ["garden", "hoses"],
    ["garden", "spades"],
    ["food", "cake"],
    ["garden", "hoses"],
  ];
  expect(findUnknownLabels(tree, paths)).toEqual([
    { path: ["garden"], endsAbove: false, titles: 3, spelling: null },
    { path: ["food", "cake"], endsAbove: false, titles: 1, spelling: null },
  ]);
});

test("another spelling of a class of the same parent is pointed out", () => {
  const unknown = findUnknownLabels(tree, [
    ["Toys  Games", "games"],
    ["toys games", "OTHER"],
    ["food", "Games"],
  ]);
  expect(unknown.map(({ path, spelling }) => [path, spelling])).toEqual([
    [["Toys  Games"], ["toys games"]],
    [
      ["toys games", "OTHER"],
      ["toys games", "other"],
    ],
    [["food", "Games"], null],
  ]);
});

test("a path that ends above the lowest classes, or is empty, is told apart", () => {
  expect(findUnknownLabels(tree, [["food"], [], ["food", "tea", "green"]])).toEqual([
    { path: ["food"], endsAbove: true, titles: 1, spelling: null },
    { path: [], endsAbove: true, titles: 1, spelling: null },
    { path: ["food", "tea", "green"], endsAbove: false, titles: 1, spelling: null },
  ]);
});
