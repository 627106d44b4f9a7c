import { beforeAll, expect, test, vi } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { heldOutLosses } from "../../../../trainer/train/held-out/held-out-loss.ts";
import type { TrainOptions } from "../../../../trainer/train/options.ts";
import { chooseVectors } from "../../../../trainer/train/vectors/choose-vectors.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

/** Words of two kinds, in so many ways that most titles hold one that no other has. */
const drinks =
  "tea coffee cocoa juice lemonade espresso latte water milk soda cider beer wine whisky rum vodka".split(
    " ",
  );
const beasts =
  "dog cat hamster parrot rabbit goat sheep horse cow pig duck goose turkey eagle tiger lion".split(" ");

function dataOf(words: readonly (readonly string[])[], count: number) {
  const next = uniforms(7);
  const rows = Array.from({ length: count }, (_, k) => {
    const kind = words[k % 2] ?? [];
    const title = `${kind[Math.floor(next() * kind.length)]} ${k}`;
    return { file: "f", row: k + 1, title, path: [k % 2 === 0 ? "first" : "second"] };
  });
  return buildDataSet({ rows, skipped: [] }, { levels: ["kind"], keepDuplicates: false });
}

const options = { preset: "default", wordVectors: "auto", maxBytes: 1e7, seed: 1 } as TrainOptions;

async function choose(
  words: readonly (readonly string[])[],
  count: number,
  changes: Partial<TrainOptions> = {},
) {
  const lines: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => lines.push(line) };
  const vectors = await chooseVectors(
    presets.default,
    { ...options, ...changes },
    dataOf(words, count),
    heldOutLosses,
    progress,
  );
  return { vectors, last: lines.at(-1) ?? "" };
}

test("English vectors are chosen where they say what the words are", async () => {
  const { vectors, last } = await choose([drinks, beasts], 120);
  expect(last).toMatch(
    /^word vectors: english and learned, by the held-out log-loss \(english and learned 0\.\d+, learned alone \d\.\d+, none \d\.\d+ nats\)$/,
  );
  expect(vectors.tables[0]?.find("lemonade")).toBeGreaterThanOrEqual(0);
});

test.each([
  ["by topic", [drinks, beasts]],
  ["at random", [0, 1].map((half) => [...drinks, ...beasts].filter((_, k) => k % 2 === half))],
])("the least held-out loss wins where words are classed %s", async (_, words) => {
  const { vectors, last } = await choose(words, 200);
  const losses = [...last.matchAll(/(english and learned|learned alone|none) (\d\.\d+)/g)].map(
    ([, name, loss]) => ({ name, loss: Number(loss) }),
  );
  expect(losses).toHaveLength(3);
  const chosen = losses.find(({ name }) => last.startsWith(`word vectors: ${name},`));
  expect(chosen?.loss).toBe(Math.min(...losses.map(({ loss }) => loss)));
  const tables = { "english and learned": 2, "learned alone": 1, none: 0 }[chosen?.name ?? ""] ?? -1;
  expect(vectors.tables.length).toBeLessThanOrEqual(tables);
});

test("what is asked for is taken as it is, and all of it where titles are few", async () => {
  expect((await choose([drinks, beasts], 120, { wordVectors: "none" })).vectors.tables).toEqual([]);
  const { last, vectors } = await choose([drinks, beasts], 40);
  expect(last).not.toMatch(/by the held-out/);
  expect(vectors.tables.length).toBeGreaterThan(0);
});
