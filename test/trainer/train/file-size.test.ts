import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { profiles } from "../../../bench/catalogues/synthetic/profiles.ts";
import { syntheticTitles } from "../../../bench/catalogues/synthetic/synthetic-titles.ts";
import { makeTree } from "../../../bench/catalogues/synthetic/synthetic-tree.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { planOnly } from "../../../trainer/train/plan-training.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hedge-test-"));
  const made = syntheticTitles(makeTree([4, 30], 0.95, 1), profiles.amazon, 1);
  const rows = Array.from({ length: 500 }, () => {
    const { title, path } = made.next().value;
    return [title, ...path].join(",");
  });
  await writeFile(join(folder, "titles.csv"), ["title,one,two", ...rows].join("\n"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["flat", 10_000_000],
  ["flat", 110_000],
  ["factorised", 10_000_000],
  ["factorised", 190_000],
] as const)(
  "the plan of a %s model of at most %i bytes says what its file takes",
  async (form, maxBytes) => {
    const options: TrainOptions = {
      ...{ data: [join(folder, "titles.csv")], title: "title", levels: ["one", "two"], form },
      ...{ out: join(folder, `${form}-${maxBytes}.msgpack`), preset: "quick", wordVectors: "none" },
      ...{ chains: 2, warmup: 10, draws: 10, seed: 1, threads: 2, backend: "kernel" },
      ...{ maxBytes, keepDuplicates: false, calibration: 0 },
    };
    const { fileBytes } = await planOnly(options, silentProgress);
    await trainModel(options, silentProgress);
    const { size } = await stat(options.out);
    expect(fileBytes).toBeLessThanOrEqual(maxBytes);
    expect(Math.abs(fileBytes / size - 1)).toBeLessThan(0.1);
  },
  60_000,
);
