import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { HedgeError } from "../../../shared/errors.ts";
import {
  type Loose,
  pack,
  tinyBlocks,
  tinyHeader,
  tinyModelBytes,
  tinyWords,
  uint32s,
} from "../../fixtures/tiny-model.ts";

const sound = await tinyModelBytes();

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readModel(bytes);
    return "sound";
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    expect(error.message).toMatch(/^The model file .*\.$/);
    return error.code;
  }
}

/** The map and the last key of a path such as `training.diagnostics.verdict`. */
function place(header: Loose, path: string): [Loose, string] {
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

describe("readModel", () => {
  it("reads the tiny model", async () => {
    const model = await readModel(sound);
    expect(model.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(model.tree.taxonomy.labels).toHaveLength(7);
    const { terms } = model.vocabulary;
    expect(terms.length).toBe(6);
    Object.entries(tinyWords).forEach(([word, { titles }], index) => {
      expect([terms.find(word), terms.at(index), terms.documentFrequency(index)]).toEqual([
        index,
        word,
        titles,
      ]);
    });
    for (const stranger of ["", "legos", "leg", "\u00e9", "x".repeat(1_000)])
      expect(terms.find(stranger)).toBe(-1);
    expect(model.loss).toMatchObject({ source: "held-out", kl: 0.25, noise: 0.125 });
    expect(model.posterior).toMatchObject({ draws: 5, features: 7, columns: 6 });
    expect(model.posterior.scales).toEqual(new Float32Array(15).fill(1.5));
    expect(model.decision.thresholds).toEqual([0.7, 0.6]);
    // The file was written before there was the field.
    expect(model.training.classPrior).toBe("data");
    expect(model.training.noise).toBe(false);
    expect(model.posterior.unknownShare).toBe(0);
    expect(model.training.diagnostics.reasons).toEqual(["made by hand"]);
  });

  it("reads from the middle of a larger buffer, at any alignment", async () => {
    const answer = classifier(await readModel(sound))("lego toys");
    for (const offset of [1, 2, 3]) {
      const buffer = new Uint8Array(sound.length + 8);
      buffer.set(sound, offset);
      const model = await readModel(buffer.subarray(offset, offset + sound.length));
      expect(classifier(model)("lego toys")).toEqual(answer);
    }
  });

  it("reads a newer minor version and ignores what that adds", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        header.calibration = { target: 0.9 };
      },
      file: (file) => {
        file.minor = 7;
      },
      more: { extra: "whatever" },
    });
    expect(await codeOf(bytes)).toBe("sound");
  });

  it("refuses another major version and says what to do", async () => {
    const version = (major: number) =>
      tinyModelBytes({
        file: (file) => {
          file.major = major;
          // A future header may be anything.
          file.header = "?";
        },
      });
    await expect(readModel(await version(3))).rejects.toMatchObject({
      code: "model-version",
      message:
        "The model file has format version 3, this hedge reads version 2; update hedge or train again.",
    });
    await expect(readModel(await version(1))).rejects.toMatchObject({ code: "model-version" });
  });

  it("refuses every proper prefix", async () => {
    for (let length = 0; length < sound.length; length++) {
      expect(await codeOf(sound.slice(0, length))).toBe("model-corrupt");
    }
  });

  it("refuses anything after the end, without looking into it", async () => {
    const longer = new Uint8Array(sound.length + 3);
    longer.set(sound);
    expect(await codeOf(longer)).toBe("model-corrupt");
  });

  it("refuses every file with one flipped bit in header, blocks or hash", async () => {
    const { length } = pack({ format: "hedge-model", major: 2, minor: 0 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 8 * (sound.length - length) - 1 }), async (bit) => {
        const changed = sound.slice();
        const at = length + (bit >> 3);
        changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
        expect(await codeOf(changed)).toBe("model-corrupt");
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("refuses arbitrary bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await codeOf(bytes)).toBe("model-corrupt");
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it("refuses deeply nested lists and sizes far beyond the file", async () => {
    expect(await codeOf(new Uint8Array(1_000_000).fill(0x91))).toBe("model-corrupt");
    expect(await codeOf(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff))).toBe("model-corrupt");
    expect(await codeOf(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61))).toBe("model-corrupt");
    expect(await codeOf(Uint8Array.of(0xc6, 0xff, 0xff, 0xff, 0xff))).toBe("model-corrupt");
  });
});

describe("the outer map", () => {
  it.each(["format", "major", "minor", "sha256", "header", "blocks"])("needs a sound %s", async (field) => {
    for (const value of [undefined, null, "x", -1, 1.5, [], {}, true, new Uint8Array(3)]) {
      const bytes = await tinyModelBytes({
        file: (file) => {
          if (value === undefined) delete file[field];
          else file[field] = value;
        },
      });
      expect(await codeOf(bytes)).toBe("model-corrupt");
    }
  });
});

describe("the header", () => {
  const wrong: readonly unknown[] = [undefined, { nested: 1 }, new Date(0)];

  it.each(fieldPaths(tinyHeader()))("needs a sound %s", async (path) => {
    for (const value of wrong) {
      const bytes = await tinyModelBytes({
        header: (header) => {
          const [map, key] = place(header, path);
          if (value === undefined) delete map[key];
          else map[key] = value;
        },
      });
      expect(await codeOf(bytes)).toBe("model-corrupt");
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
    ["vocabulary.options.subwordNgrams", [1, 2, 3]],
    ["vocabulary.options.subwordWeight", Number.POSITIVE_INFINITY],
    ["vocabulary.options.termFrequency", "sometimes"],
    ["vocabulary.options.idfPower", Number.NaN],
    ["vocabulary.options.foldDigits", 1],
    ["vocabulary.options.foldPlurals", 1],
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
        const [map, key] = place(header, path);
        map[key] = value;
      },
    });
    expect(await codeOf(bytes)).toBe("model-corrupt");
  });

  it("may hold diagnostics that are not finite", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        const [map, key] = place(header, "training.diagnostics.maxRHat");
        map[key] = Number.NaN;
      },
    });
    expect((await readModel(bytes)).training.diagnostics.maxRHat).toBeNaN();
  });
});

describe("the blocks", () => {
  it.each<[string, (blocks: Uint8Array) => Uint8Array]>([
    ["one missing", (blocks) => blocks.slice(0, -36)],
    ["one too many", (blocks) => Uint8Array.from([...blocks, ...blocks.slice(0, 36)])],
    ["not one", () => new Uint8Array()],
  ])("with %s are refused", async (_, change) => {
    expect(await codeOf(await tinyModelBytes({ blocks: change }))).toBe("model-corrupt");
  });

  it("with a unit that is not finite are refused", async () => {
    const size = tinyBlocks().length / 7;
    for (const at of [0, 4, 3 * size, 6 * size + 4]) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const blocks = tinyBlocks();
        new DataView(blocks.buffer).setFloat32(at, value, true);
        expect(await codeOf(await tinyModelBytes({ blocks: () => blocks }))).toBe("model-corrupt");
      }
    }
  });

  it("may hold any other bytes: the answer is wrong then, but whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 252, maxLength: 252 }), async (noise) => {
        const blocks = tinyBlocks().map((byte, at) => (at % 36 < 8 ? byte : (noise[at] ?? 0)));
        const classify = classifier(await readModel(await tinyModelBytes({ blocks: () => blocks })));
        const { candidates } = classify("adult lego tea", { top: 4 });
        const sum = candidates.reduce((total, { probability }) => total + probability, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
      }),
      { seed: 1 },
    );
  });
});
