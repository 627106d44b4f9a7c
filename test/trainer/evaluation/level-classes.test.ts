import { expect, test } from "vitest";
import { classAtLevel, classesOfLevel, pathFinder } from "../../../trainer/evaluation/level-classes.ts";
import { exampleTree } from "../../fixtures/example-model.ts";

test("a leaf above a level stands for itself there", () => {
  expect(classesOfLevel(exampleTree, 1)).toEqual([1, 2]);
  expect(classesOfLevel(exampleTree, 2)).toEqual([2, 3, 4]);
  expect([1, 2].map((depth) => classAtLevel(exampleTree, 4, depth))).toEqual([1, 4]);
  expect([1, 2].map((depth) => classAtLevel(exampleTree, 2, depth))).toEqual([2, 2]);
});

test("finds the node of a path", () => {
  const find = pathFinder(exampleTree);
  expect(find(["food", "tea"])).toBe(4);
  expect(find(["toys"])).toBe(2);
  expect(find([])).toBe(0);
  for (const path of [["tea"], ["toys", "tea"], ["food", "tea", "green"], ["__proto__"]])
    expect(find(path)).toBe(-1);
});
