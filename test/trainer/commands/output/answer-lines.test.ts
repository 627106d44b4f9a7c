import { expect, test } from "vitest";
import type { Answer } from "../../../../shared/answer/answer.ts";
import { answerLines, pathWidth } from "../../../../trainer/commands/output/answer-lines.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

const answer: Answer = {
  title: "lego castle",
  answer: { path: ["toys"], label: "toys", level: 1, probability: 0.934, interval: [0.86, 0.971] },
  target: null,
  fallback: { reason: "low-child-confidence", child: "building", probability: 0.31, threshold: 0.5 },
  candidates: [{ path: ["toys", "building"], probability: 0.31, interval: [0.12, 0.55] }],
  uncertainty: { total: 1, aleatoric: 1, epistemic: 0, knownWords: 2, unknownWords: 0, vectorWords: 0 },
  model: "sha256:0",
};

test("an answer says probability, interval, path, title and why it stops", () => {
  expect(answerLines(answer, 10, 1)).toEqual([
    "0.93 [0.86, 0.97]  toys        lego castle  (low-child-confidence: building 0.31, needs 0.50)",
    "    0.31 [0.12, 0.55]  toys > building",
  ]);
});

test("a title that was too long says how much of it was read", () => {
  const [line] = answerLines({ ...answer, truncated: { from: 12_000, to: 9_998 } }, 10, 0);
  expect(line).toContain("lego castle  (cut: 9998 of 12000 characters were read)  (low-child");
});

test("no answer keeps the columns; without known words no probability is shown as if it had been compared", () => {
  const none = {
    ...answer,
    answer: null,
    fallback: { ...answer.fallback, reason: "no-known-words" },
  } as Answer;
  expect(answerLines(none, 10, 0)).toEqual(["-                  (none)      lego castle  (no-known-words)"]);
});

test("an answer that a novelty test stopped says so, since its probability does not", () => {
  const fallback = {
    reason: "unseen-subcategory",
    child: "building",
    probability: 0.9,
    threshold: 0.5,
  } as const;
  expect(answerLines({ ...answer, fallback }, 10, 0)).toEqual([
    "0.93 [0.86, 0.97]  toys        lego castle  (unseen-subcategory: unlike the titles of building)",
  ]);
});

test("the column of paths is as wide as the longest path", () => {
  expect(pathWidth(exampleTree)).toBe("food > jam".length);
});
