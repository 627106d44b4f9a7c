import { expect, test } from "vitest";
import {
  chooseSpreadFactors,
  factorOfFeature,
  type SpreadFactors,
} from "../../../trainer/posterior/spread-factors.ts";

const distance = (wanted: SpreadFactors) => (factors: SpreadFactors) =>
  (factors.terms - wanted.terms) ** 2 + (factors.vectors - wanted.vectors) ** 2;

test("finds the factors of least loss", () => {
  const wanted = { terms: 0.9, vectors: 0.6 };
  expect(chooseSpreadFactors(3, distance(wanted))).toEqual(wanted);
});

test("without dimensions of word vectors their factor stays 1", () => {
  expect(chooseSpreadFactors(0, distance({ terms: 1.1, vectors: 0.2 }))).toEqual({ terms: 1.1, vectors: 1 });
});

test("the last features are dimensions of word vectors", () => {
  const factorOf = factorOfFeature({ terms: 0.8, vectors: 0.2 }, 5, 2);
  expect([0, 1, 2, 3, 4].map(factorOf)).toEqual([0.8, 0.8, 0.8, 0.2, 0.2]);
});
