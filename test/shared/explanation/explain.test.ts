import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { explain } from "../../../shared/explanation/explain.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { coefficientOf, models } from "../../fixtures/random-models.ts";
import { tinyModelBytes, tinyTerms } from "../../fixtures/tiny-model.ts";

const tiny = await readModel(await tinyModelBytes());

describe("an explanation", () => {
  test("sums to the log-odds of the two classes, for any tree and class", () => {
    fc.assert(
      fc.property(
        models,
        fc.nat(),
        fc.constantFrom("a", "a b", "c c b a", "d a d e", "d", ""),
        (model, pick, title) => {
          const { tree } = model;
          const row = vectoriser(model.vocabulary)(title);
          const { nodes, perDraw } = plainPredictor(model).predict(row);
          const node = 1 + (pick % (tree.nodeCount - 1));
          const found = explain(model, row, node, nodes);
          if (found === null) return;
          const parts = [...found.words, found.unknown, found.intercept, found.breadth];
          const sum = parts.reduce((total, { effect }) => total + effect, 0);
          expect(sum).toBeCloseTo(found.logOdds.effect, 6);

          // The log-odds themselves, from the probabilities of the leaves.
          const below = (path: readonly string[]) =>
            tree.leaves.flatMap((leaf, c) => {
              const labels: string[] = [];
              for (let at = leaf; at > 0; at = tree.taxonomy.parents[at] ?? 0)
                labels.unshift(tree.taxonomy.labels[at] ?? "");
              return path.every((label, k) => labels[k] === label) ? [c] : [];
            });
          const { draws } = model.posterior;
          const logOdds = Array.from({ length: draws }, (_, s) => {
            const mass = (path: readonly string[]) =>
              below(path).reduce((total, c) => total + (perDraw[s * (tree.nodeCount - 1) + c] ?? 0), 0);
            return Math.log(mass(found.path) / mass(found.rival));
          });
          expect(found.logOdds.effect).toBeCloseTo(logOdds.reduce((a, b) => a + b, 0) / draws, 5);
        },
      ),
      { seed: 11, numRuns: 200 },
    );
  });

  test("of two leaves gives each word the difference of its coefficients times its value", () => {
    fc.assert(
      fc.property(models, (model) => {
        const { tree } = model;
        const row = vectoriser(model.vocabulary)("a c");
        const { nodes } = plainPredictor(model).predict(row);
        const leaf = tree.leaves.reduce((best, node) =>
          (nodes[node] ?? 0) > (nodes[best] ?? 0) ? node : best,
        );
        const found = explain(model, row, leaf, nodes);
        const rival = tree.leaves.find((node) => tree.taxonomy.labels[node] === found?.rival.at(-1));
        if (!found || rival === undefined) return;
        const { draws } = model.posterior;
        const of = (node: number) => tree.columns[node] ?? 0;
        for (const [word, feature] of [
          ["a", 1],
          ["c", 3],
        ] as const) {
          const value = row.values[row.features.indexOf(feature)] ?? Number.NaN;
          const each = Array.from(
            { length: draws },
            (_, s) =>
              value *
              (coefficientOf(model, feature, s, of(leaf)) - coefficientOf(model, feature, s, of(rival))),
          );
          const effect = found.words.find((entry) => entry.word === word);
          expect(effect?.effect).toBeCloseTo(each.reduce((a, b) => a + b, 0) / draws, 5);
          expect(effect?.interval[0]).toBeGreaterThanOrEqual(Math.min(...each) - 1e-6);
          expect(effect?.interval[1]).toBeLessThanOrEqual(Math.max(...each) + 1e-6);
        }
        expect(found.breadth.effect).toBeCloseTo(0, 9);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test("lists the known words, strongest effect first", () => {
    const { answer, explanation } = classifier(tiny)("lego adult xylophone toys", { explain: true });
    expect(answer?.label).toBe("building toys");
    expect(explanation?.path).toEqual(["toys games", "building toys"]);
    const words = explanation?.words ?? [];
    expect(words.map(({ word }) => word).sort()).toEqual(["adult", "lego", "toys"]);
    expect(words[0]).toMatchObject({ word: "lego" });
    expect(words[0]?.effect).toBeGreaterThan(1);
    const strengths = words.map(({ effect }) => Math.abs(effect));
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    expect(explanation?.rival).toEqual(["toys games", "dolls"]);
  });

  test("is there when asked for, even where no class is probable enough", () => {
    const classify = classifier(tiny);
    expect(classify("lego")).not.toHaveProperty("explanation");
    const { answer, explanation } = classify("adult", { explain: true });
    expect(answer).toBeNull();
    expect(explanation?.path).toEqual(["toys games"]);
    expect(explanation?.rival).toEqual(["grocery"]);
    expect(classify("xylophone", { explain: true }).explanation?.words).toEqual([]);
  });

  test("gives the effect of sub-words to their word", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const vocabulary = header.vocabulary as { options: { subwordNgrams: unknown } };
        vocabulary.options.subwordNgrams = [3, 3];
        const terms = ["#ego", "#oll", "lego", "lego toys", "tea", "toys"];
        Object.assign(vocabulary, tinyTerms(terms, new Array<number>(6).fill(1)));
        (vocabulary.options as Record<string, unknown>).wordNgrams = [1, 2];
      },
    });
    const { explanation } = classifier(await readModel(bytes))("lego toys troll", { explain: true });
    expect(explanation?.words.map(({ word }) => word).sort()).toEqual(["lego", "toys", "troll"]);
  });

  test("divides the effect of a pair between its words", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const vocabulary = header.vocabulary as { options: object };
        Object.assign(vocabulary.options, { pairWeight: 1 });
        const terms = ["+^ lego", "+lego toys", "+toys $", "a", "b", "c"];
        Object.assign(vocabulary, tinyTerms(terms, new Array<number>(6).fill(1)));
      },
    });
    const { explanation } = classifier(await readModel(bytes))("lego toys", { explain: true });
    expect(explanation?.words.map(({ word, known }) => ({ word, known }))).toEqual(
      expect.arrayContaining([
        { word: "lego", known: false },
        { word: "toys", known: false },
      ]),
    );
    expect(explanation?.words).toHaveLength(2);
  });

  test("gives the effect of another form to its word", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const vocabulary = header.vocabulary as { options: object };
        Object.assign(vocabulary.options, { foldAccents: true, joinHyphens: true });
        Object.assign(
          vocabulary,
          tinyTerms(["a", "b", "c", "lego", "teapot", "toys"], new Array<number>(6).fill(1)),
        );
      },
    });
    const { explanation } = classifier(await readModel(bytes))("légo tea-pot toys", { explain: true });
    expect(explanation?.words.map(({ word }) => word).sort()).toEqual(["légo", "pot", "tea", "toys"]);
    expect(explanation?.unknownWords).toEqual([]);
  });
});
