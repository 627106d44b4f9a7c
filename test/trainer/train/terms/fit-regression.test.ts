import { describe, expect, test } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { lastLevel } from "../../../../trainer/features/rare-terms.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { describeRareTerms, describeSize } from "../../../../trainer/train/terms/describe-terms.ts";
import { fitRegression } from "../../../../trainer/train/terms/fit-regression.ts";

const data = buildDataSet(
  {
    rows: Array.from({ length: 1500 }, (_, row) => ({
      // Words without digits, which are folded.
      title: [7, 11, 31, 101, 211, 499]
        .map((words) => `w${letters(row % words)}x${letters(words)}`)
        .join(" "),
      path: [`top ${letters(row % 3)}`, `class ${letters(row % 12)}`],
      file: "a.csv",
      row: row + 2,
    })),
    skipped: [],
  },
  { levels: ["parent", "child"], keepDuplicates: false },
);

function letters(number: number): string {
  return [...number.toString(6)].map((digit) => "abcdef"[Number(digit)]).join("");
}

const fitTo = (maxBytes: number, isFactorised = true, level?: number) =>
  fitRegression(presets.quick, data, [], { isFactorised, maxBytes, level });

describe.each([
  ["factorised", true, [200_000, 250_000, 290_000]],
  ["flat", false, [104_000, 110_000, 120_000]],
] as const)("the terms of a %s model", (_, isFactorised, limits) => {
  const whole = presetRegression(presets.quick, data, []);

  test("are all kept where there is room", () => {
    const { regression, rare } = fitTo(10_000_000, isFactorised);
    expect(rare).toBeNull();
    expect(regression).toEqual(whole);
    expect(regression.vocabulary.options).toBe(presets.quick.features);
  });

  test("are the more, the more room there is, and always the most common ones", () => {
    let before = 0;
    for (const maxBytes of limits) {
      const { regression, rare } = fitTo(maxBytes, isFactorised);
      if (rare === null) throw new Error("nothing was left out");
      const { terms } = regression.vocabulary;
      expect(terms.length).toBeGreaterThanOrEqual(before);
      before = terms.length;
      const { documentFrequency } = whole.vocabulary;
      const kept = whole.vocabulary.terms.filter(
        (term, t) => lastLevel(term, documentFrequency[t] ?? 0) >= rare.level,
      );
      expect(terms).toEqual(kept);
      // As a preset with these limits has them.
      const { options } = regression.vocabulary;
      expect(presetRegression({ ...presets.quick, features: options }, data, [])).toEqual(regression);
      const leftOut = rare.leftOut.reduce((sum, one) => sum + one.terms, 0);
      expect(leftOut).toBe(whole.vocabulary.terms.length - terms.length);
    }
    expect(before).toBeLessThan(whole.vocabulary.terms.length);
  });

  test("are those that a run began with, whatever room there is now", () => {
    const first = fitTo(limits[1], isFactorised);
    const level = first.rare?.level ?? 0;
    expect(level).toBeGreaterThan(0);
    expect(fitTo(10_000_000, isFactorised, level)).toEqual(first);
    expect(fitTo(10_000_000, isFactorised, 0).rare).toBeNull();
    expect(() => fitTo(limits[1], isFactorised, 0)).toThrow(/^This model takes at least/);
  });

  test("are too many where even without the rare ones there is no room", () => {
    expect(() => fitTo(5_000, isFactorised)).toThrow(
      /^This model takes at least \d+ bytes and --max-bytes is 5000; raise it to at least \d+\.$/,
    );
    const least = Number(/at least (\d+)\.$/.exec(messageOf(() => fitTo(5_000, isFactorised)))?.[1]);
    expect(fitTo(least, isFactorised).rare).not.toBeNull();
    expect(() => fitTo(least - 1, isFactorised)).toThrow(/raise it to at least/);
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

test("what was left out is said", () => {
  const leftOut = [
    { kind: "pairs", terms: 1234, fewestTitles: 40 },
    { kind: "pieces", terms: 1, fewestTitles: 10 },
    { kind: "words", terms: 56, fewestTitles: 3 },
  ] as const;
  expect(describeRareTerms({ level: 40, leftOut })).toBe(
    "1,234 pairs of words seen in fewer than 40 titles, 1 piece of words seen in fewer than 10 titles " +
      "and 56 words seen in fewer than 3 titles were left out so that the model fits --max-bytes",
  );
  expect(describeRareTerms({ level: 40, leftOut: leftOut.slice(1, 2) })).toBe(
    "1 piece of words seen in fewer than 10 titles was left out so that the model fits --max-bytes",
  );
  expect(describeSize(fitTo(10_000_000))).toMatch(/^\d+ features, 4 nodes of 2 to \d+ classes: [\d,]+ coef/);
  expect(describeSize(fitTo(10_000_000, false))).toMatch(/^\d+ features x 15 classes = [\d,]+ coefficients$/);
});
