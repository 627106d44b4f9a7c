import { expect, test } from "vitest";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { coefficientMoments } from "../../../trainer/posterior/coefficient-moments.ts";

test("moments follow their definitions", () => {
  const table = [
    [1, 2],
    [3, -2],
    [5, 6],
    [-1, 10],
  ];
  const draws: PosteriorDraws = {
    count: 4,
    features: 1,
    columns: 2,
    groups: 1,
    read(draw, coefficients, scales) {
      coefficients.set(table[draw] ?? []);
      scales[0] = draw;
    },
  };
  const moments = coefficientMoments(draws, [1, 3]);
  expect([...moments.mean]).toEqual([2, 4]);
  expect([...moments.chosenMean]).toEqual([1, 4]);
  expect([...moments.chosenDeviation]).toEqual([2, 6]);
  expect([...moments.scales]).toEqual([1, 3]);
});
