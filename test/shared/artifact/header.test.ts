import { describe, expect, it } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { type Loose, tinyHeader, tinyModelBytes, uint32s } from "../../fixtures/tiny-model.ts";
import { errorCodeOf } from "./error-code-of.ts";

/** The map and the last key of a path such as `training.diagnostics.verdict`. */
function fieldAt(header: Loose, path: string): [Loose, string] {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  return [keys.reduce((map, key) => map[key] as Loose, header), last];
}

/** Paths of all fields of the header, maps and what they hold. */
function fieldPaths(map: Loose, prefix = ""): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const isMap = typeof value === "object" && value !== null && value.constructor === Object;
    return isMap ? [path, ...fieldPaths(value as Loose, `${path}.`)] : [path];
  });
}

describe("the header", () => {
  const wrong: readonly unknown[] = [undefined, { nested: 1 }, new Date(0)];

  it.each(fieldPaths(tinyHeader()))("needs a sound %s", async (path) => {
    for (const value of wrong) {
      const bytes = await tinyModelBytes({
        header: (header) => {
          const [map, key] = fieldAt(header, path);
          if (value === undefined) delete map[key];
          else map[key] = value;
        },
      });
      expect(await errorCodeOf(bytes)).toBe("model-corrupt");
    }
  });

  it.each<[string, unknown]>([
    ["taxonomy.labels", ["", "a"]],
    ["taxonomy.labels", [1, 2, 3, 4, 5, 6, 7]],
    ["taxonomy.parents", [0, 0, 0, 1, 1, 2, 2]],
    ["taxonomy.parents", [-1, 0, 0, 1, 2, 1, 2]],
    ["taxonomy.parents", [-1, 0, 0, 3, 3, 3, 3]],
    ["taxonomy.parents", [-1, 0, 0, 1, 1, 2, -1]],
    ["taxonomy.parents", [-1, 0, 0, 1, 1, 2, 2.5]],
    ["taxonomy.parents", [-1, 0, 0, 1, 1, 2, Number.NaN]],
    ["taxonomy.levels", ["parent"]],
    ["taxonomy.levels", []],
    ["vocabulary.text", new Uint8Array(3)],
    ["vocabulary.ends", new Uint8Array(20)],
    ["vocabulary.ends", new Uint8Array(24)],
    ["vocabulary.ends", new Uint8Array(24).fill(255)],
    ["vocabulary.slots", new Uint8Array(0)],
    ["vocabulary.slots", new Uint8Array(16)],
    ["vocabulary.slots", new Uint8Array(48)],
    ["vocabulary.titles", 0],
    ["vocabulary.documentFrequency", uint32s([1, 2, 3])],
    ["vocabulary.options.wordNgrams", [2, 1]],
    ["vocabulary.options.wordNgrams", [1]],
    ["vocabulary.options.wordNgrams", [1, 1_000_000]],
    ["vocabulary.options.pairWeight", -1],
    ["vocabulary.options.subwordNgrams", [1, 2, 3]],
    ["vocabulary.options.subwordWeight", Number.POSITIVE_INFINITY],
    ["vocabulary.options.termFrequency", "sometimes"],
    ["vocabulary.options.idfPower", Number.NaN],
    ["vocabulary.options.foldDigits", 1],
    ["vocabulary.options.foldPlurals", 1],
    ["vocabulary.options.cleanText", 1],
    ["vocabulary.options.joinHyphens", "yes"],
    ["vocabulary.options.splitJoints", null],
    ["vocabulary.options.foldAccents", 0],
    ["vocabulary.options.unspacedNgrams", [3, 1]],
    ["vocabulary.options.stopWords", [null]],
    ["loss.titles", 0],
    ["loss.source", "hearsay"],
    ["loss.agreement", 1.5],
    ["posterior.kind", "moments"],
    ["posterior.kind", "guess"],
    ["posterior.draws", 0],
    ["posterior.draws", 6],
    ["posterior.draws", 2 ** 40],
    ["posterior.scales", new Uint8Array(59)],
    ["posterior.scales", new Uint8Array(60).fill(0xff)],
    ["decision.thresholds", [0.5]],
    ["decision.thresholds", [0.5, 1.5]],
    ["decision.thresholds", [0.5, "0.5"]],
    ["training.diagnostics.verdict", "excellent"],
    ["training.titles", -1],
  ])("refuses %s = %j", async (path, value) => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const [map, key] = fieldAt(header, path);
        map[key] = value;
      },
    });
    expect(await errorCodeOf(bytes)).toBe("model-corrupt");
  });

  it("may hold diagnostics that are not finite", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const [map, key] = fieldAt(header, "training.diagnostics.maxRHat");
        map[key] = Number.NaN;
      },
    });
    expect((await readModel(bytes)).training.diagnostics.maxRHat).toBeNaN();
  });
});
