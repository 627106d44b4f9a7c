import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { modelPredictor } from "../../../shared/factorised/model-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { root } from "../../fixtures/committed-files.ts";
import {
  everyFormVocabulary,
  exampleParts,
  exampleVocabulary,
  richVocabulary,
} from "../../fixtures/example-model.ts";
import { exampleVectors } from "../../fixtures/example-vectors.ts";
import { evenTree, factorisedBytes, unevenTree } from "../../fixtures/factorised-model.ts";
import { type Loose, tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { folderWith } from "../../trainer/data/files.ts";

const python = process.env.PYTHON ?? "python3";

function hasMsgpack(): boolean {
  try {
    execFileSync(python, ["-c", "import msgpack"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The reader of docs/artifact.md, as it stands there. */
async function pageReader(): Promise<string> {
  const page = await readFile(`${root}docs/artifact.md`, "utf8");
  return /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
}

function takeUnknown(header: Loose): void {
  Object.assign(header.posterior as Loose, { unknownShare: 0.5 });
}

/** A model whose coefficients of word vectors are those of its three dimensions. */
async function vectorModel(): Promise<Uint8Array> {
  const vectors = [
    exampleVectors({ tea: [2, -3, 4], coffee: [1, -3, 7], robot: [-7, 0, 1] }),
    exampleVectors({ coffee: [0, 5, -4], green: [1, 1, 7] }),
  ];
  const parts = exampleParts({ vocabulary: { ...exampleVocabulary, vectors } });
  return (await packModel(parts)).bytes;
}

const present = hasMsgpack();

test.runIf(!present)("Python has msgpack", (context) => {
  if (process.env.CI === "true") {
    throw new Error("Python's msgpack is missing: the reader in docs/artifact.md was not checked.");
  }
  context.skip(
    "Python's msgpack is missing; install it (pip install msgpack) to check the reader in docs/artifact.md.",
  );
});

test.runIf(present).each([
  ["draws", "lego toys", () => tinyModelBytes()],
  ["draws with unknown words", "lego xylophone and drum and", () => tinyModelBytes({ header: takeUnknown })],
  ["moments with unknown words", "green tea bicycle", async () => (await packModel(exampleParts())).bytes],
  ["moments", "green tea", async () => (await packModel(exampleParts())).bytes],
  [
    "bigrams and sub-words",
    "green robots and green tea",
    async () => (await packModel(exampleParts({ vocabulary: richVocabulary }))).bytes,
  ],
  ["word vectors", "green coffee and robot", () => vectorModel()],
  ["word vectors of unknown words alone", "coffee cocoa robot", () => vectorModel()],
  [
    "every form of a word",
    "Crème&#45;brulee iphone tshirt T-Shirts w\u00adooden MyRobot 9x お茶 国産セットL ผ้าห่ม xylo-phone Straße",
    async () => (await packModel(exampleParts({ vocabulary: everyFormVocabulary }))).bytes,
  ],
  ["a factorised model", "green tea and wooden robot", () => factorisedBytes({ tree: unevenTree })],
  [
    "a factorised model of nodes that know their grandchildren",
    "green tea and wooden robot",
    () => factorisedBytes({ tree: unevenTree, mostLeaves: 5 }),
  ],
  [
    "one of nodes of which some know them",
    "green tea and wooden robot",
    () => factorisedBytes({ tree: unevenTree, mostLeaves: [5, 0, 0, 0] }),
  ],
  [
    "one of groups of grandchildren, with shared shapes and unknown words",
    "plum jam bicycle robot",
    () => factorisedBytes({ tree: evenTree, mostLeaves: 6, bits: { meanBits: 5, spreadBits: 0 } }),
  ],
  [
    "a factorised model with shared shapes",
    "plum jam bicycle",
    () => factorisedBytes({ bits: { meanBits: 5, spreadBits: 0 } }),
  ],
  ["shared shapes", "wooden robot", async () => (await packModel(exampleParts({ maxBytes: 2_400 }))).bytes],
])(
  "the reader in docs/artifact.md answers alike from %s (needs Python with msgpack)",
  async (_, title, make) => {
    const bytes = await make();
    const folder = await folderWith({ "reader.py": await pageReader(), "model.msgpack": bytes });
    const printed = execFileSync(python, ["reader.py", "model.msgpack", title], {
      cwd: folder,
      encoding: "utf8",
    });
    const theirs = printed
      .trim()
      .split("\n")
      .map((line) => [line.slice(9), Number(line.slice(0, 8))] as const);

    const model = await readModel(bytes);
    const row = vectoriser(model.vocabulary)(title);
    const { nodes } = modelPredictor(model).predict(row, Number.POSITIVE_INFINITY);
    const { labels } = model.tree.taxonomy;
    expect(theirs).toHaveLength(labels.length);
    for (const [label, probability] of theirs) {
      expect(Math.abs(probability - (nodes[labels.indexOf(label)] ?? 0))).toBeLessThan(5e-4);
    }
  },
);
