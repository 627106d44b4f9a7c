import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { rankTitles } from "../../../trainer/evaluation/rank-titles.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";

const model = await readModel(await tinyModelBytes());

test("ranks titles that the draws disagree on first, similar ones lower, and unknown ones last", () => {
  const titles = ["lego toys doll", "zzz", "adult", "adult adult", "adult tea", "tea", "tea"];
  const ranked = rankTitles(model, titles, 10);
  expect(new Set(ranked.map(({ title }) => title)).size).toBe(6);
  expect(ranked).toHaveLength(6);
  expect(ranked.at(-1)?.title).toBe("zzz");
  expect(ranked[0]?.similarity).toBe(0);
  const worth = ranked.slice(0, -1).map(({ epistemic, similarity }) => epistemic * (1 - similarity));
  expect(worth[0]).toBe(Math.max(...worth));
  // The same words again teach nothing: whichever comes second has a similarity of 1.
  const adults = ranked.filter(({ title }) => /^adult( adult)?$/.test(title));
  expect(adults[1]?.similarity).toBeCloseTo(1, 6);
});

test("gives as many as asked for", () => {
  expect(rankTitles(model, ["tea", "adult", "doll"], 2)).toHaveLength(2);
  expect(rankTitles(model, [], 2)).toEqual([]);
});
