import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { openModel, readModel } from "../../../shared/artifact/read-model.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";
import { pack, tinyModelBytes, tinyTaxonomy, tinyWords } from "../../fixtures/tiny-model.ts";
import { errorCodeOf } from "./error-code-of.ts";

const sound = await tinyModelBytes();

describe("readModel", () => {
  it("reads the tiny model", async () => {
    const model = requireFlat(await readModel(sound), "this test");
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
    for (const unknown of ["", "legos", "leg", "\u00e9", "x".repeat(1_000)])
      expect(terms.find(unknown)).toBe(-1);
    expect(model.loss).toMatchObject({ source: "held-out", kl: 0.25, noise: 0.125 });
    expect(model.posterior).toMatchObject({ draws: 5, features: 7, columns: 6 });
    expect(model.posterior.scales).toEqual(new Float32Array(15).fill(1.5));
    expect(model.decision.thresholds).toEqual([0.7, 0.6]);
    // Defaults for files that are older than the fields.
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
    expect(await errorCodeOf(bytes)).toBe("sound");
  });

  it("reads a file from before other forms of words, with words as they are written", async () => {
    const { vocabulary } = await readModel(await tinyModelBytes());
    expect(vocabulary.options).toMatchObject({
      cleanText: false,
      joinHyphens: false,
      splitJoints: false,
      foldAccents: false,
      unspacedNgrams: null,
    });
  });

  it("reads declared classes, and refuses one that cannot be in the taxonomy", async () => {
    const withDeclared = (declared: unknown) =>
      tinyModelBytes({
        header: (header) => {
          header.taxonomy = { ...tinyTaxonomy, declared };
        },
      });
    const declared = [["garden"], ["toys games", "kites"]];
    expect((await readModel(await withDeclared(declared))).tree.taxonomy.declared).toEqual(declared);
    expect((await readModel(sound)).tree.taxonomy.declared).toBeUndefined();
    for (const bad of [[[]], [["a", "b", "c"]], [[1]], ["garden"], "garden"])
      expect(await errorCodeOf(await withDeclared(bad)), JSON.stringify(bad)).toBe("model-corrupt");
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
    await expect(readModel(await version(4))).rejects.toMatchObject({
      code: "model-version",
      message:
        "The model file has format version 4, this hedge reads versions 2 to 3; update hedge or train again.",
    });
    await expect(readModel(await version(1))).rejects.toMatchObject({ code: "model-version" });
  });

  it("refuses every proper prefix", async () => {
    for (let length = 0; length < sound.length; length++) {
      expect(await errorCodeOf(sound.slice(0, length))).toBe("model-corrupt");
    }
  });

  it("refuses anything after the end, without looking into it", async () => {
    const longer = new Uint8Array(sound.length + 3);
    longer.set(sound);
    expect(await errorCodeOf(longer)).toBe("model-corrupt");
  });

  it("refuses every file with one flipped bit in header, blocks or hash", async () => {
    const { length } = pack({ format: "hedge-model", major: 2, minor: 0 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 8 * (sound.length - length) - 1 }), async (bit) => {
        const changed = sound.slice();
        const at = length + (bit >> 3);
        changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
        expect(await errorCodeOf(changed)).toBe("model-corrupt");
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("refuses arbitrary bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await errorCodeOf(bytes)).toBe("model-corrupt");
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it("refuses deeply nested lists and sizes far beyond the file", async () => {
    expect(await errorCodeOf(new Uint8Array(1_000_000).fill(0x91))).toBe("model-corrupt");
    expect(await errorCodeOf(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff))).toBe("model-corrupt");
    expect(await errorCodeOf(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61))).toBe("model-corrupt");
    expect(await errorCodeOf(Uint8Array.of(0xc6, 0xff, 0xff, 0xff, 0xff))).toBe("model-corrupt");
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
      expect(await errorCodeOf(bytes)).toBe("model-corrupt");
    }
  });
});

test.each([
  ["draws", async () => sound],
  ["moments", async () => (await packModel(exampleParts())).bytes],
])("a file of %s answers before its check whatever its blocks hold, and fails it", async (kind, make) => {
  const random = seedStream(1, 1);
  const whole = await make();
  for (let k = 0; k < 60; k++) {
    const bytes = whole.slice();
    const { model } = openModel(bytes);
    const { blocks } = model.posterior;
    expect(model.posterior.kind).toBe(kind);
    const filler = [0x7f, 0xff][k];
    if (filler !== undefined) blocks.fill(filler);
    else for (let n = 0; n < 100; n++) blocks[Math.floor(nextUniform(random) * blocks.length)] = k;
    const { model: opened, check } = openModel(bytes);
    expect(classifier(opened)("lego toys", { explain: true, tree: true }).model).toBe(model.hash);
    await expect(check()).rejects.toMatchObject({ code: "model-corrupt" });
  }
});
