import { expect, test } from "vitest";
import { vectoriser } from "../../../../shared/text/vocabulary.ts";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { coefficientReader } from "../../../../trainer/model/coefficients.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { nextNormal, seedStream } from "../../../../trainer/nuts/random.ts";
import { type Fold, makeFolds, thinFolds } from "../../../../trainer/train/folds/make-folds.ts";
import { foldLengths, mapFold } from "../../../../trainer/train/folds/run-fold-chains.ts";
import { parametersFromDraw } from "../../../../trainer/train/starts/parameters-from-draw.ts";
import { exampleVectors } from "../../../fixtures/example-vectors.ts";

const noVectors = { tablesFor: () => [] };

const paths = [
  ["food", "tea"],
  ["food", "jam"],
  ["toys", "robots"],
] as const;

const letters = (k: number) => [...String(k)].map((digit) => "abcdefghij"[Number(digit)]).join("");

/** Titles of words that their class shares and one of their own; every fifth has two classes. */
function dataOf(count: number) {
  const rows = Array.from({ length: count }, (_, k) => {
    const path = paths[k % 3] ?? paths[0];
    return { title: `${path[1]} thing own${letters(k)}`, path };
  });
  const twice = rows.filter((_, k) => k % 5 === 0).map((row) => ({ ...row, path: paths[2] }));
  return buildDataSet(
    { rows: [...rows, ...twice].map((row, k) => ({ ...row, file: "rows.csv", row: k + 1 })), skipped: [] },
    { levels: ["parent", "child"], keepDuplicates: false },
  );
}

const titlesOf = ({ leftOut }: Fold, titles: readonly string[]) => leftOut.map((row) => titles[row] ?? "");

test("every row is left out once, with all rows of its title, and the others train", () => {
  const dataSet = dataOf(60);
  const folds = makeFolds(dataSet, presets.default, noVectors, 3);
  expect(folds).toHaveLength(10);
  const rows = folds.flatMap(({ leftOut }) => leftOut).sort((a, b) => a - b);
  expect(rows).toEqual(dataSet.titles.map((_, row) => row));
  for (const fold of folds) {
    const out = new Set(titlesOf(fold, dataSet.titles));
    expect(fold.training.titles.some((title) => out.has(title))).toBe(false);
    expect(fold.training.titles.length + fold.leftOut.length).toBe(dataSet.titles.length);
  }
});

test("words of the titles left out alone are unknown to the fold; its classes are those of all titles", () => {
  const dataSet = dataOf(60);
  for (const fold of makeFolds(dataSet, presets.default, noVectors, 3)) {
    const { vocabulary, problem } = fold.buildRegression();
    expect(problem.tree).toBe(dataSet.tree);
    for (const title of titlesOf(fold, dataSet.titles)) {
      const { unknownWords } = vectoriser(vocabulary)(title);
      expect(unknownWords).toEqual([expect.stringContaining("own")]);
    }
  }
});

test("there are as many folds as titles where those are fewer, and none without a term to learn from", () => {
  expect(makeFolds(dataOf(3), presets.default, noVectors, 1)).toHaveLength(3);
  // `original` drops words of fewer than five titles and does not count class names.
  expect(makeFolds(dataOf(3), presets.original, noVectors, 1)).toEqual([]);
});

test("folds that are thinned predict fewer of their titles and train as before", () => {
  const folds = makeFolds(dataOf(60), presets.default, noVectors, 3);
  const thinned = thinFolds(folds, 30);
  const predicted = thinned.reduce((sum, { leftOut }) => sum + leftOut.length, 0);
  expect(predicted).toBeLessThanOrEqual(30);
  expect(predicted).toBeGreaterThan(20);
  thinned.forEach(({ leftOut, training }, k) => {
    expect(training).toBe(folds[k]?.training);
    expect(folds[k]?.leftOut).toEqual(expect.arrayContaining([...leftOut]));
  });
  expect(thinFolds(folds, 1000)).toEqual(folds);
});

test("a fold starts from the coefficients of the draw that it is given, feature by feature", () => {
  const dataSet = dataOf(60);
  const { tree } = dataSet;
  const tables = [exampleVectors({ a: [1, 2, 3], b: [-4, 5, -6] })];
  const full = presetRegression(presets.bayes, dataSet, tables);
  const columns = tree.nodeCount - 1;
  const random = seedStream(1, 1);
  const draw = {
    coefficients: Float32Array.from({ length: full.problem.design.features * columns }, () =>
      nextNormal(random),
    ),
    scales: Float32Array.from(tree.groups, (_, group) => 0.5 + group),
  };
  const [fold] = makeFolds(dataSet, presets.bayes, { tablesFor: () => tables }, 3);
  if (fold === undefined) throw new Error("no fold");
  const regression = fold.buildRegression();
  const { read, layout } = coefficientReader(regression.problem);
  const found = new Float32Array(layout.features * columns);
  const scales = new Float64Array(tree.groups.length);
  read(parametersFromDraw(regression.problem, draw, mapFold(regression, full), 1), found, scales);
  expect(scales.every((scale, group) => Math.abs(scale - (draw.scales[group] ?? 0)) < 1e-6)).toBe(true);
  // Dimensions of word vectors are features after all terms.
  const terms = ["", ...regression.vocabulary.terms, "dimension 0", "dimension 1", "dimension 2"];
  const fullTerms = ["", ...full.vocabulary.terms, "dimension 0", "dimension 1", "dimension 2"];
  expect(terms.length).toBeLessThan(fullTerms.length);
  terms.forEach((term, j) => {
    const from = fullTerms.indexOf(term);
    for (let v = 0; v < columns; v++)
      expect(found[j * columns + v]).toBeCloseTo(draw.coefficients[from * columns + v] ?? Number.NaN, 4);
  });
});

test("folds take a fifth of the iterations of the chains, but for very short and very long runs", () => {
  const { warmup, draws } = foldLengths({ chains: 2, warmup: 80, draws: 120 }, 5);
  expect(5 * (warmup + draws)).toBe(80);
  expect(foldLengths({ chains: 1, warmup: 5, draws: 5 }, 5)).toEqual({ warmup: 5, draws: 8 });
  expect(foldLengths({ chains: 1000, warmup: 1000, draws: 1000 }, 5)).toEqual({ warmup: 20, draws: 40 });
});
