import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { type Progress, silentProgress } from "../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";
import { abortAt, filesIn, linesOf } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";

vi.setConfig({ testTimeout: 90_000 });
beforeAll(ensureKernel, 120_000);

const length = { warmup: 150, draws: 60 };

/** The first 60 titles of the bundled catalogue, in a folder of their own. */
async function sampleFolder(): Promise<{ folder: string; options: TrainOptions }> {
  const catalogue = await readFile(new URL("../../../data/sample/products.csv", import.meta.url), "utf8");
  const folder = await folderWith({ "rows.csv": `${catalogue.split("\n").slice(0, 61).join("\n")}\n` });
  const options: TrainOptions = {
    data: [join(folder, "rows.csv")],
    title: "title",
    levels: ["parent", "child"],
    out: join(folder, "m.msgpack"),
    preset: "quick",
    chains: 2,
    ...length,
    seed: 3,
    threads: 2,
    backend: "kernel",
    maxBytes: 24_000_000,
    keepDuplicates: false,
  };
  return { folder, options };
}

let trained: Promise<Buffer> | undefined;

/** The model file of a run on two threads that was not stopped. */
function uninterrupted(): Promise<Buffer> {
  trained ??= sampleFolder().then(async ({ options }) => {
    await trainModel(options, silentProgress);
    return readFile(options.out);
  });
  return trained;
}

/**
 * For a title without known words: the variance over draws of a logit less its draw's mean logit,
 * averaged over leaves. Noise alone makes it 1 - 1 / leaves.
 */
async function logitVariance(file: Buffer): Promise<number> {
  const model = requireFlat(await readModel(new Uint8Array(file)), "this test");
  const { draws, columns } = model.posterior;
  const leaves = model.tree.leaves.length;
  const { perDraw } = plainPredictor(model).predict(vectoriser(model.vocabulary)(""));
  const logits = Array.from({ length: draws }, (_, s) => {
    const own = Array.from({ length: leaves }, (_, c) => Math.log(perDraw[s * columns + c] ?? 0));
    return own.map((logit) => logit - mean(own));
  });
  return mean(
    Array.from({ length: leaves }, (_, c) => {
      const own = logits.map((draw) => draw[c] ?? Number.NaN);
      return mean(own.map((logit) => (logit - mean(own)) ** 2));
    }),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Trains until a chain has made `at` iterations; gives what is left to resume from. */
async function stopAt(at: number) {
  const { folder, options } = await sampleFolder();
  const controller = new AbortController();
  const training = trainModel(options, abortAt(at, controller), controller.signal);
  await expect(training).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("--resume"),
  });
  return { options, run: join(folder, "m.run") };
}

describe("the same data, options and seed give the same file, byte for byte", () => {
  test("on one thread or two, with another file name and a size limit that does not bind", async () => {
    const { folder, options } = await sampleFolder();
    const out = join(folder, "elsewhere", "other.msgpack");
    const result = await trainModel({ ...options, out, threads: 1, maxBytes: 25_000_000 }, silentProgress);
    expect(await readFile(out)).toEqual(await uninterrupted());
    expect(result).toMatchObject({
      model: out,
      bytes: (await uninterrupted()).length,
      folder: join(folder, "elsewhere", "other.run"),
    });
    const model = await readModel(new Uint8Array(await uninterrupted()));
    expect(result.hash).toBe(model.hash);
    expect(model.training).toMatchObject({ titles: 60, chains: 2, warmup: 150, drawsPerChain: 60, seed: 3 });
  });

  test("after a stop in warm-up", async () => {
    const { options, run } = await stopAt(5);
    // Either chain may be the one that got so far. On a busy machine the other may not have begun.
    const files = Object.entries(await filesIn(run));
    for (const [name, draws] of files) if (name.includes("draws")) expect(draws).toHaveLength(0);
    const traces = files.filter(([name]) => name.includes("trace"));
    expect(Math.max(...traces.map(([, trace]) => linesOf(trace)))).toBeGreaterThanOrEqual(5);
    await trainModel({ ...options, resume: run, threads: 1 }, silentProgress);
    expect(await readFile(options.out)).toEqual(await uninterrupted());
  });

  test("after a stop among the draws", async () => {
    const { options, run } = await stopAt(length.warmup + 5);
    const traces = Object.entries(await filesIn(run)).filter(([name]) => name.includes("trace"));
    const done = traces.map(([, trace]) => linesOf(trace));
    expect(Math.max(...done)).toBeGreaterThanOrEqual(length.warmup + 5);
    expect(Math.min(...done)).toBeLessThan(length.warmup + length.draws);
    await trainModel({ ...options, resume: run }, silentProgress);
    expect(await readFile(options.out)).toEqual(await uninterrupted());
  });

  test("but not with another seed", async () => {
    const { options } = await sampleFolder();
    await trainModel({ ...options, seed: 4 }, silentProgress);
    expect(await readFile(options.out)).not.toEqual(await uninterrupted());
  });

  test("but not with noise on the logits, which a title without known words has of its own", async () => {
    const { options } = await sampleFolder();
    await trainModel({ ...options, noise: true }, silentProgress);
    const file = await readFile(options.out);
    expect((await readModel(new Uint8Array(file))).training.noise).toBe(true);
    expect(await logitVariance(file)).toBeGreaterThan(0.8);
    expect(await logitVariance(await uninterrupted())).toBeLessThan(0.4);
  });
});

test("a finished run can be packed again for another class balance, and is calibrated for it", async () => {
  const { folder, options } = await sampleFolder();
  const first = await trainModel({ ...options, warmup: 20, draws: 10, calibration: 0.3 }, silentProgress);
  const draws = await filesIn(first.folder);
  const before = await readModel(new Uint8Array(await readFile(options.out)));
  const lines: string[] = [];
  const out = join(folder, "uniform.msgpack");
  const changes = {
    warmup: 20,
    draws: 10,
    calibration: 0.3,
    classPrior: "uniform",
    resume: first.folder,
    out,
  };
  const second = await trainModel(
    { ...options, ...changes },
    { ...silentProgress, say: (line) => lines.push(line) },
  );
  const after = await readModel(new Uint8Array(await readFile(out)));
  const left = await filesIn(first.folder);
  expect(left["finished.json"]?.toString()).toBe('{"model":"uniform.msgpack"}');
  expect({ ...left, "finished.json": draws["finished.json"] }).toEqual(draws);
  expect(second.hash).not.toBe(first.hash);
  expect([before.training.classPrior, after.training.classPrior]).toEqual(["data", "uniform"]);
  expect(second.summary).toEqual({ ...first.summary, classPrior: "uniform" });
  const kept = after.decision.calibration?.titles ?? 0;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(before.decision.calibration?.titles ?? 0);
  expect(lines).toContain(`${kept} of them set the thresholds: a sample with the class balance asked for`);
});

test("a run that goes on with more draws and chains gives the file of one that had them at once", async () => {
  const { folder, options } = await sampleFolder();
  const asked = { ...options, warmup: 12, draws: 9, calibration: "cross-fit" } as const;
  const first = await trainModel({ ...asked, keepRun: true }, silentProgress);
  expect(await foldersIn(first.folder)).toHaveLength(10);
  const more = { draws: 15, chains: 3 };
  const second = await trainModel({ ...asked, ...more, resume: first.folder }, silentProgress);
  expect(await foldersIn(second.folder)).toHaveLength(0);
  const resumed = await readFile(options.out);
  const out = join(folder, "at-once.msgpack");
  await trainModel({ ...asked, ...more, out }, silentProgress);
  expect(resumed).toEqual(await readFile(out));
  expect(second.predicted).toMatchObject({ source: "cross-fit", titles: second.dataSet.titles });
  expect(second.sampled.chains.map(({ energies }) => energies.length)).toEqual([15, 15, 15]);
});

/** The folders in a folder. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((one) => one.isDirectory()).map(({ name }) => name);
}

describe("resuming is refused", () => {
  test("with other options, naming them", async () => {
    const { options, run } = await stopAt(5);
    const resumed = (changes: Partial<TrainOptions>) =>
      trainModel({ ...options, ...changes, resume: run }, silentProgress);
    await expect(resumed({ draws: 61, seed: 9 })).rejects.toMatchObject({
      code: "resume-mismatch",
      message: `The run in ${run} is another one (draws was 60, is 61; seed was 3, is 9); leave out --resume.`,
    });
    await expect(resumed({ preset: "default" })).rejects.toThrow("preset was quick, is default");
    await expect(resumed({ backend: "tfjs" })).rejects.toThrow("backend was kernel, is tfjs");
    await expect(resumed({ noise: true })).rejects.toThrow("noise was false, is true");
    await expect(resumed({ levels: ["parent"] })).rejects.toThrow("dataHash was ");
  });

  test("with a folder that is no run folder", async () => {
    const { folder, options } = await sampleFolder();
    await expect(
      trainModel({ ...options, resume: join(folder, "no.run") }, silentProgress),
    ).rejects.toMatchObject({
      code: "missing-file",
    });
  });
});

test("the log says how large the model is", async () => {
  const { options } = await sampleFolder();
  const lines: string[] = [];
  const progress: Progress = { ...silentProgress, say: (line) => lines.push(line) };
  await trainModel({ ...options, chains: 1, warmup: 5, draws: 2 }, progress);
  expect(lines.at(-2)).toMatch(/^\d+ features x \d+ classes = [\d,]+ coefficients$/);
  expect(lines.at(-1)).toMatch(
    /^expected: about \d+:\d\d in all, \d+ MB of memory, \d+ MB on disk, a model of \d+ MB$/,
  );
});
