import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { originalMethods } from "../../../bench/accuracy/methods.ts";
import { score } from "../../../bench/accuracy/score.ts";
import { makeBenchmark } from "../../../bench/catalogues/benchmark.ts";
import { openClassifiers, type PeerMethod } from "../../../bench/peers/classifiers.ts";
import { findPython, peerPackage } from "../../../bench/peers/python.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { buildDataSet } from "../../../trainer/data/build-data-set.ts";
import { readRows } from "../../../trainer/data/read-rows.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { folderWith } from "../../trainer/data/files.ts";
import { rowsOf } from "./rows.ts";

const python = findPython(["sklearn"]);
const hasFastText = findPython(["sklearn", "fasttext"]).kind === "found";

describe.skipIf(python.kind === "unavailable")("Python peers (skipped without scikit-learn)", () => {
  const command = python.kind === "found" ? python.command : "";

  test("read a catalogue as hedge does", { timeout: 60_000 }, async () => {
    const folder = await folderWith({
      "rows.csv": [
        "title,parent,child",
        " kite ,toys,outdoor ",
        "kite,toys,outdoor",
        "kite,toys,games",
        "ends above,food,",
        "does not say which,toys,",
        "no parent,,games",
        ",toys,games",
        "too short,toys",
        "too long,toys,games,more",
        "",
      ].join("\n"),
    });
    const file = join(folder, "rows.csv");
    const levels = ["parent", "child"];
    const script =
      "import sys, json, catalogue; print(json.dumps(catalogue.read_rows(sys.argv[1], ['parent', 'child'])))";
    const found = JSON.parse(
      execFileSync(command, ["-c", script, file], {
        encoding: "utf8",
        cwd: peerPackage,
      }),
    );
    const own = buildDataSet(await readRows([file], { title: "title", levels }), {
      levels,
      keepDuplicates: false,
    });
    const { tree } = own;
    expect(found).toEqual(
      own.titles.map((title, i) => [title, pathOf(tree.taxonomy, tree.leaves[own.labels[i] ?? 0] ?? 0)]),
    );
    expect(found).toHaveLength(3);
  });

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
    const peers = await openClassifiers(benchmark, { vocabulary, classNames: true, foldsBy: "title" });
    onTestFinished(peers.close);
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
