import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../../shared/answer/answer.ts";
import { modelSchema } from "../../../worker/schemas/model.ts";
import { taxonomySchema } from "../../../worker/schemas/taxonomy.ts";
import { factorisedBytes, unevenTree } from "../../fixtures/factorised-model.ts";
import { batchPoster, serviceWith } from "../service.ts";

const files = [
  ["children alone", await factorisedBytes({ tree: unevenTree })],
  ["grandchildren, too", await factorisedBytes({ tree: unevenTree, mostLeaves: 100 })],
] as const;

describe.each(files)("a service with a factorised model whose nodes know %s", (_, bytes) => {
  const ask = serviceWith(bytes);

  it("answers a title with candidates, an explanation and the whole tree", async () => {
    const response = await ask("/classify?title=green+tea&min=0.1&explain=1&tree=1&top=5");
    expect(response.status).toBe(200);
    const answer = await response.json<Answer>();
    expect(answer.candidates).toHaveLength(5);
    expect(answer.answer?.path.length).toBeGreaterThan(0);
    expect(answer.explanation?.words.map(({ word }) => word).sort()).toEqual(["green", "tea"]);
    const leaves = unevenTree.leaves.map((leaf) => answer.tree?.probabilities[leaf - 1] ?? 0);
    expect(leaves.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    const [first] = answer.candidates;
    expect(first?.probability).toBeCloseTo(Math.max(...leaves), 12);
  });

  it("describes itself and its classes", async () => {
    const model = v.parse(modelSchema, await (await ask("/model")).json());
    expect(model).toMatchObject({ classes: 13, leaves: 8, draws: 64 });
    const { classes } = v.parse(taxonomySchema, await (await ask("/taxonomy?words=2")).json());
    expect(classes).toHaveLength(13);
    expect(classes.flatMap(({ words = [] }) => words).length).toBeGreaterThan(0);
  });

  it("answers many titles as it answers each", async () => {
    const titles = ["plum jam", "wooden robot", "nothing known"];
    const response = await batchPoster(ask)(JSON.stringify(titles));
    const results = await response.json<Answer[]>();
    for (const [k, title] of titles.entries()) {
      const one = await ask(`/classify?title=${encodeURIComponent(title)}`);
      expect(results[k]).toEqual(await one.json());
    }
  });
});
