import { describe, expect, it } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";
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

  it("does not change an answer afterwards", () => {
    const before = classify("lego");
    const copy = structuredClone(before);
    classify("tea");
    expect(before).toEqual(copy);
  });
});
