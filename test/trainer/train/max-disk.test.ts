import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { type DrawShape, openDraws, readDrawMean } from "../../../trainer/chains/draw-file.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";
import { abortAt } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";

vi.setConfig({ testTimeout: 90_000 });
beforeAll(ensureKernel, 120_000);

/** A small run; its draws take some 700 kB. */
async function small(): Promise<{ folder: string; options: TrainOptions }> {
  const titles = ["green", "big", "old", "fine", "nice"].flatMap((word) =>
    ["tea,food", "jam,food", "robot,toys", "doll,toys"].map((rest) => `${word} ${rest}`),
  );
  const folder = await folderWith({ "rows.csv": `title,class\n${titles.join("\n")}\n` });
  const options: TrainOptions = {
    ...{ title: "title", levels: ["class"], preset: "default", backend: "kernel" },
    ...{ chains: 2, warmup: 20, draws: 60, seed: 3, threads: 2, calibration: "cross-fit" },
    ...{ maxBytes: 24_000_000, keepDuplicates: false, wordVectors: "none", keepRun: true },
    data: [join(folder, "rows.csv")],
    out: join(folder, "m.msgpack"),
  };
  return { folder, options };
}

/** The mean of 2 x 60 draws. */
function meanOf(folder: string, shape: DrawShape): Float64Array {
  const draws = openDraws(folder, 2, 60, shape);
  const mean = new Float64Array(shape.features * shape.columns);
  const coefficients = new Float32Array(mean.length);
  for (let draw = 0; draw < draws.count; draw++) {
    draws.read(draw, coefficients, new Float32Array(1));
    for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] ?? 0) + (coefficients[k] ?? 0) / draws.count;
  }
  draws.close();
  return mean;
}

test("a run that may not keep all draws keeps some and the mean of all, and is the same after a stop", async () => {
  const { folder, options } = await small();
  const full = await trainModel(options, silentProgress);
  const bounded = { ...options, maxDisk: 5e5, out: join(folder, "b.msgpack") };
  const { folder: run, hash } = await trainModel({ ...bounded, threads: 1 }, silentProgress);
  const identity = JSON.parse(await readFile(join(run, "run.json"), "utf8"));
  expect(identity).toMatchObject({ keepEvery: 7, keepEveryOfFolds: 2 });

  // Half as many bytes for each coefficient, and none less for the one scale.
  const sizeOf = async (...path: string[]) => (await stat(join(...path))).size;
  const draw = (await sizeOf(full.folder, "chain-0.draws.f32")) / 60;
  expect(await sizeOf(run, "chain-0.draws.bf16")).toBe(8 * (4 + (draw - 4) / 2));

  // The chains are those of the full run, and their mean is that of all their draws.
  const { terms, labels } = JSON.parse(await readFile(join(run, "features.json"), "utf8"));
  const shape = { groups: 1, features: 1 + terms.length, columns: labels.length - 1 };
  const mean = meanOf(full.folder, shape);
  readDrawMean(run, 2, shape).forEach((value, k) => {
    expect(value).toBeCloseTo(mean[k] ?? Number.NaN, 5);
  });

  // One thread, so that the first chain is among its draws and the second has not begun.
  const controller = new AbortController();
  const stopped = trainModel({ ...bounded, threads: 1 }, abortAt(45, controller), controller.signal);
  await expect(stopped).rejects.toThrow("--resume");
  const early = new AbortController();
  const again = trainModel({ ...bounded, resume: run }, abortAt(10, early), early.signal);
  await expect(again).rejects.toThrow("--resume");
  // It keeps what it did, whatever the bound is now.
  const resumed = await trainModel({ ...bounded, maxDisk: 5e9, resume: run }, silentProgress);
  expect(resumed.hash).toBe(hash);
  expect(hash).not.toBe(full.hash);
});
