import { expect, test } from "vitest";
import { exampleVectors } from "../../fixtures/example-vectors.ts";

const vectors = exampleVectors({ tea: [2, -3, 4], robot: [-7, 7, -8] });

test("a number of 4 bits means its distance from the middle times the dimension's unit", () => {
  const sum = new Float64Array(3);
  vectors.add(vectors.find("tea"), 2, sum);
  expect([...sum]).toEqual([2 * 2.5, 2 * -2.5 * 0.5, 2 * 4.5 * 0.25]);
  vectors.add(vectors.find("robot"), 1, sum);
  expect([...sum]).toEqual([5 - 6.5, -2.5 + 7.5 * 0.5, 2.25 - 7.5 * 0.25]);
});

test("finds its words and no other", () => {
  expect([vectors.dimensions, vectors.words]).toEqual([3, 2]);
  expect(["tea", "robot", "te", ""].map(vectors.find)).toEqual([0, 1, -1, -1]);
});
