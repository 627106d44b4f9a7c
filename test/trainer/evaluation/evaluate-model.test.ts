import { beforeAll, expect, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import type { Model } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { evaluateModel } from "../../../trainer/evaluation/evaluate-model.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";

let model: Model;
beforeAll(async () => {
  model = await readModel((await packModel(exampleParts())).bytes);
});

const titles = ["green tea", "plum jam", "wooden robot", "robot tea", "unheard-of"];
const paths = [["food", "tea"], ["food", "jam"], ["toys"], ["food", "jam"], ["toys"]];

test("gives metrics for each level from the top, from the same predictive that answers", () => {
  const { titles: count, levels } = evaluateModel(model, titles, paths);
  expect(count).toBe(5);
  expect(levels.map(({ name }) => name)).toEqual(["parent", "child"]);

  const classify = classifier(model);
  const leafProbability = (title: string, path: readonly string[]) =>
    classify(title).candidates.find((candidate) => candidate.path.join() === path.join())?.probability ?? 0;
  const childLoss = titles.reduce(
    (sum, title, i) => sum - Math.log(leafProbability(title, paths[i] ?? [])) / 5,
    0,
  );
  expect(levels[1]?.logLoss).toBeCloseTo(childLoss, 10);

  // The top level is right about whatever the lower is right about, and has less to get wrong.
  expect(levels[0]?.accuracy).toBeGreaterThanOrEqual(levels[1]?.accuracy ?? 1);
  expect(levels[0]?.logLoss).toBeLessThanOrEqual(levels[1]?.logLoss ?? 0);
});

test("counts what the decision rule answers at each depth, and how often that is right", () => {
  const { fallback } = evaluateModel(model, titles, paths);
  expect(fallback.map(({ depth, level }) => [depth, level])).toEqual([
    [0, null],
    [1, "parent"],
    [2, "child"],
  ]);
  expect(fallback.reduce((sum, { titles: count }) => sum + count, 0)).toBe(5);
  expect(fallback.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  // "unheard-of" has no known word: no answer, hence no accuracy. "wooden robot" ends on the first
  // level. "robot tea" is answered with tea.
  expect(fallback[0]).toMatchObject({ titles: 1, accuracy: null });
  expect(fallback[1]?.accuracy).toBeGreaterThan(0);
  expect(fallback[2]).toMatchObject({ titles: 3, accuracy: 2 / 3 });
});

test("titles whose class the model does not know count on the levels that it knows, and nowhere else", () => {
  const unknown = [["garden", "hoses"], ["food"], ["food", "cake"], []];
  const more = evaluateModel(model, [...titles, "a", "tea", "jam", "d"], [...paths, ...unknown]);
  const { notInTaxonomy, levels, ...rest } = more;
  expect(notInTaxonomy).toBe(4);
  expect(levels.map((level) => level.titles)).toEqual([7, 5]);
  const alone = evaluateModel(model, titles, paths);
  expect(levels[1]).toEqual(alone.levels[1]);
  // "tea" and "jam" are food in this model, so the top level is right about both.
  expect(levels[0]?.accuracy).toBeCloseTo(((alone.levels[0]?.accuracy ?? 0) * 5 + 2) / 7, 12);
  expect(rest).toEqual({ ...alone, notInTaxonomy: undefined, levels: undefined });
});

test("no title with a known class is an error", () => {
  expect(() => evaluateModel(model, ["x"], [["garden"]])).toThrow(
    expect.objectContaining({ code: "bad-input", message: expect.stringContaining("parent, child") }),
  );
});
