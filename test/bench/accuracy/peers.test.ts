import { describe, expect, test } from "vitest";
import { originalMethods } from "../../../bench/accuracy/methods.ts";
import { score } from "../../../bench/accuracy/score.ts";
import { makeBenchmark } from "../../../bench/catalogues/benchmark.ts";
import { type PeerMethod, withClassifiers } from "../../../bench/peers/classifiers.ts";
import { findPython } from "../../../bench/peers/peer-process.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { rowsOf } from "./rows.ts";

const python = findPython(["sklearn"]);
const hasFastText = findPython(["sklearn", "fasttext"]) !== null;

describe.skipIf(python === null)("Python peers (skipped without scikit-learn)", () => {
  test("learn from hedge's features and answer in hedge's order of classes", {
    timeout: 120_000,
  }, async () => {
    const kinds = [
      ["dice", "toys", "games"],
      ["jigsaw", "toys", "puzzles"],
      ["oolong", "food", "tea"],
    ] as const;
    const extra = Array.from({ length: 40 }, (_, k) => `model ${k}`);
    const rows = kinds.flatMap(([word, ...path]) => extra.map((other) => [`${other} ${word}`, ...path]));
    const asked = kinds.map(([word, ...path]) => [`unheard ${word}`, ...path]);
    const benchmark = makeBenchmark(rowsOf(...rows), rowsOf(...asked), ["parent", "child"], false);
    const usual = { classes: "leaves", tuned: null } as const;
    const methods: PeerMethod[] = [
      ...originalMethods,
      { name: "words", method: "ridge", features: "words", ...usual },
      ...(hasFastText
        ? [
            {
              name: "fastText",
              method: "fastText, sub-words",
              features: "own" as const,
              ...usual,
              tuned: "errors" as const,
            },
          ]
        : []),
    ];
    const vocabulary = fitVocabulary(benchmark.titles, plainWords);
    const task = { vocabulary, classNames: true, foldsBy: "title" } as const;
    await withClassifiers(benchmark, task, async (peers) => {
      expect(peers.versions["scikit-learn"]).toMatch(/^\d/);
      const unheard: PeerMethod = { name: "none", method: "no such method", features: "words", ...usual };
      await expect(peers.predict(unheard)).rejects.toThrow("KeyError: 'no such method'");
      for (const method of methods) {
        const { name } = method;
        const { predictions } = await peers.predict(method);
        const { levels } = score(benchmark, predictions);
        expect({ name, top: levels[0]?.accuracy }).toEqual({ name, top: 1 });
        if (predictions.kind === "probabilities") {
          expect(predictions.leaves).toHaveLength(9);
          expect(predictions.leaves.reduce((sum, one) => sum + one, 0)).toBeCloseTo(3);
        }
      }
    });
  });
});
