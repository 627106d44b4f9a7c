import { describe, expect, it } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { factorisedModel, wideTree } from "../../fixtures/factorised-model.ts";
import { type Loose, tinyModelBytes, tinyTerms } from "../../fixtures/tiny-model.ts";
import { tinyReference } from "../../fixtures/tiny-reference.ts";

const model = await readModel(await tinyModelBytes());
const classify = classifier(model);

describe("classifier", () => {
  it("gives a complete answer", () => {
    const answer = classify("The Lego Dragon", { top: 2 });
    expect(answer).toEqual({
      title: "The Lego Dragon",
      answer: {
        path: ["toys games", "building toys"],
        label: "building toys",
        level: 2,
        probability: expect.closeTo(tinyReference("lego").nodes[3] ?? Number.NaN, 6),
        interval: [expect.any(Number), expect.any(Number)],
      },
      target: null,
      fallback: null,
      candidates: [
        {
          path: ["toys games", "building toys"],
          probability: answer.answer?.probability,
          interval: answer.answer?.interval,
        },
        expect.objectContaining({ path: expect.any(Array) }),
      ],
      uncertainty: {
        total: expect.any(Number),
        aleatoric: expect.any(Number),
        epistemic: expect.any(Number),
        knownWords: 1,
        unknownWords: 1,
        vectorWords: 0,
      },
      model: model.hash,
    });
  });

  it("lists the candidates in order, equals in the order of the taxonomy", () => {
    const { candidates } = classify("nothing known", { top: 10 });
    expect(candidates.map(({ path }) => path.at(-1))).toEqual(["building toys", "dolls", "candy", "tea"]);
    expect(candidates.map(({ probability }) => probability)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it("obeys `min` where only the ending of a word is known, and says nothing where nothing is", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const vocabulary = header.vocabulary as Loose;
        const terms = ["#ea$", "doll", "lego", "sugar", "tea", "toys"];
        Object.assign(vocabulary, tinyTerms(terms, [4, 3, 2, 5, 5, 9]));
        Object.assign(vocabulary.options as Loose, { subwordNgrams: [3, 3], subwordPlace: "ends" });
      },
    });
    const withEndings = classifier(await readModel(bytes));
    expect(withEndings("sea")).toMatchObject({ answer: null, fallback: { reason: "no-known-words" } });
    expect(withEndings("sea", { min: 0.4 }).answer?.path).toEqual(["toys games"]);
    expect(withEndings("sea", { min: 0.9 })).toMatchObject({
      answer: null,
      fallback: { reason: "low-child-confidence", threshold: 0.9 },
    });
    expect(withEndings("xyz", { min: 0 })).toMatchObject({
      answer: null,
      fallback: { reason: "no-known-words" },
    });
  });

  it("gives every class on demand, in the order of the taxonomy", () => {
    const { tree, answer, fallback } = classify("adult toys", { tree: true, min: 0.6 });
    const reference = tinyReference("adult toys").nodes.slice(1);
    expect(tree?.probabilities).toHaveLength(6);
    tree?.probabilities.forEach((p, k) => {
      expect(p).toBeCloseTo(reference[k] ?? Number.NaN, 6);
      expect(tree.intervals[k] === null).toBe(p < 0.01);
    });
    expect(tree?.probabilities[0]).toBe(answer?.probability);
    expect(tree?.intervals[0]).toEqual(answer?.interval);
    expect(tree?.thresholds).toEqual([0.6, 0.6]);
    expect(fallback?.threshold).toBe(0.6);
    expect(tree?.unseen).toEqual([0, 0, 0, 0, 0, 0]);
    expect(classify("adult toys")).not.toHaveProperty("tree");
  });

  it("does not change an answer afterwards", () => {
    const before = classify("lego");
    const copy = structuredClone(before);
    classify("tea");
    expect(before).toEqual(copy);
  });
});

it("a factorised model gives the same answer whatever is listed beside it", async () => {
  const decision = { thresholds: [0.3, 0.2, 0.1], calibration: null };
  const classify = classifier(await factorisedModel({ tree: wideTree, decision }));
  for (const title of ["green tea", "plum jam and robot", "wooden"]) {
    const { answer, fallback, uncertainty } = classify(title);
    for (const more of [{ top: 1 }, { top: 40 }, { tree: true }]) {
      const listed = classify(title, more);
      expect(listed).toMatchObject({ answer, fallback, uncertainty });
      expect(listed.candidates).toHaveLength(more.top ?? 3);
    }
    const { tree, candidates } = classify(title, { tree: true, top: 1 });
    const leaves = wideTree.leaves.map((leaf) => tree?.probabilities[leaf - 1] ?? 0);
    expect(candidates[0]?.probability).toBe(Math.max(...leaves));
  }
});
