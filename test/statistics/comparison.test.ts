import { expect, test } from "vitest";
import { autoregressiveChains } from "../trainer/diagnostics/synthetic-chains.ts";
import { compare, estimate, failures } from "./comparison.ts";

// What the comparison detects at the size of the reference posteriors: 10 x 1,000 draws against 4 x
// 1,000.
const reference = estimate(autoregressiveChains(1, 10, 1000));
const change = (f: (draw: number) => number) =>
  estimate(autoregressiveChains(2, 4, 1000, 0.3).map((chain) => chain.map(f)));

test("draws of the same distribution pass", () => {
  const comparisons = compare(
    "x",
    change((draw) => draw),
    reference,
  );
  expect(comparisons.map(({ statistic }) => statistic)).toEqual(["mean", "q5", "q50", "q95"]);
  expect(failures(comparisons, 4)).toEqual([]);
});

test("a shift by a sixth of a standard deviation fails in the mean and the median", () => {
  const failed = failures(
    compare(
      "x",
      change((draw) => draw + 1 / 6),
      reference,
    ),
    4,
  );
  expect(failed.map(({ statistic }) => statistic)).toEqual(expect.arrayContaining(["mean", "q50"]));
});

test("a spread too wide by a fifth fails in the tails alone", () => {
  const failed = failures(
    compare(
      "x",
      change((draw) => draw * 1.2),
      reference,
    ),
    4,
  );
  expect(failed.map(({ statistic }) => statistic)).toEqual(["q5", "q95"]);
});

test("draws that are not numbers fail everywhere", () => {
  expect(
    failures(
      compare(
        "x",
        change(() => Number.NaN),
        reference,
      ),
      4,
    ),
  ).toHaveLength(4);
});
