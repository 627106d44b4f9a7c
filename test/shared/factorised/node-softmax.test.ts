import { expect, test } from "vitest";
import { nodeSoftmaxes } from "../../../shared/factorised/node-softmax.ts";
import { factorisedModel } from "../../fixtures/factorised-model.ts";

test("a node has its own features of a row, and counts the others as unknown", async () => {
  const softmaxOf = nodeSoftmaxes(await factorisedModel());
  const softmax = softmaxOf(1);
  if (softmax === null) throw new Error("the node has one child");
  const words = { knownWords: [], unknownWords: [], vectorWords: [] };
  // Node 1 has every odd feature and the intercept.
  const row = {
    ...words,
    features: Int32Array.of(0, 1, 2, 5, 6),
    values: Float32Array.of(1, 2, 3, 4, 5),
    unknownSquares: 7,
  };
  const own = softmax.rowOf(row);
  expect([...own.features]).toEqual([0, 1, 3]);
  expect([...own.values]).toEqual([1, 2, 4]);
  expect(own.unknownSquares).toBe(7 + 9 + 25);
  expect(softmaxOf(1)).toBe(softmax);
});

test("a node with one child, and a leaf, have no softmax", async () => {
  const softmaxOf = nodeSoftmaxes(await factorisedModel());
  expect(softmaxOf(2)).toBeNull();
});
