import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { type Progress, silentProgress } from "../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";
import { filesIn, linesOf } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";

vi.setConfig({ testTimeout: 90_000 });
beforeAll(ensureKernel, 120_000);

/** The first titles of the bundled catalogue, one of them in two classes, in a folder. */
async function sampleFolder(titles = 60): Promise<{ folder: string; options: TrainOptions }> {
  const catalogue = await readFile(new URL("../../../data/sample/products.csv", import.meta.url), "utf8");
  const rows = catalogue.split("\n").slice(0, titles + 1);
  // A title of two classes.
  const twice = rows.slice(1).find((row) => row.split(",").length === 3);
  if (twice === undefined) throw new Error("no row without quotes");
  const text = twice.split(",")[0];
  const folder = await folderWith({ "rows.csv": `${[...rows, `${text},other,another`].join("\n")}\n` });
  return { folder, options: optionsFor(folder) };
}

function optionsFor(folder: string): TrainOptions {
  return {
    data: [join(folder, "rows.csv")],
    title: "title",
    levels: ["parent", "child"],
    out: join(folder, "m.msgpack"),
    preset: "quick",
    ...{ chains: 2, warmup: 30, draws: 20, seed: 3, threads: 2 },
    backend: "kernel",
    maxBytes: 24_000_000,
    keepDuplicates: false,
    calibration: "cross-fit",
  };
}

async function train(options: TrainOptions): Promise<Buffer> {
  await trainModel(options, silentProgress);
  return readFile(options.out);
}

const modelIn = async (file: Buffer) => await readModel(new Uint8Array(file));

let trained: Promise<Buffer> | undefined;

/** The model file of a run on two threads that was not stopped. */
function uninterrupted(): Promise<Buffer> {
  trained ??= sampleFolder().then(({ options }) => train(options));
  return trained;
}

/** Aborts once the task of this name has got `at` far. */
function abortIn(name: string, at: number, controller: AbortController): Progress {
  return {
    say: () => {},
    start: (task) => ({
      advance: (done) => {
        if (task === name && done >= at) controller.abort();
      },
      finish: () => {},
    }),
  };
}

describe("a model calibrated by cross-fitting", () => {
  test("has all titles in training and all titles in calibration, and the posterior of a model that is not calibrated", async () => {
    const { options } = await sampleFolder();
    const { calibration, ...plain } = options;
    expect(calibration).toBe("cross-fit");
    const bare = await modelIn(await train(plain));
    const model = await modelIn(await uninterrupted());
    expect(model.training).toEqual(bare.training);
    expect(model.training.titles).toBe(61);
    expect(model.decision.calibration?.titles).toBe(61);
    expect(bare.decision.calibration).toBeNull();
    expect(model.posterior.blocks).toEqual(bare.posterior.blocks);
  });

  test("is the same on one thread and on four, byte for byte", async () => {
    const { options } = await sampleFolder();
    expect(await train({ ...options, threads: 1 })).toEqual(await uninterrupted());
    expect(await train({ ...options, threads: 4 })).toEqual(await uninterrupted());
  });

  test.each([
    ["chain 1", 10],
    ["fold 1", 3],
    ["fold 3", 13],
  ])("is the same after a stop in %s at iteration %i", async (name, at) => {
    const { folder, options } = await sampleFolder();
    const controller = new AbortController();
    const stopped = trainModel(options, abortIn(name, at, controller), controller.signal);
    const run = join(folder, "m.run");
    await expect(stopped).rejects.toMatchObject({
      code: "failed",
      message: `Stopped; everything so far is saved. Go on with the same options and --resume ${run}.`,
    });
    expect(await readdir(folder)).not.toContain("m.msgpack");
    expect(await train({ ...options, resume: run, threads: 1 })).toEqual(await uninterrupted());
  });

  test("with keepRun keeps finished folds: nothing is sampled again when a run goes on, for another class balance too", async () => {
    const { folder, options: sample } = await sampleFolder();
    const options = { ...sample, keepRun: true };
    await train(options);
    const run = join(folder, "m.run");
    const filesOf = async (fold: number) => await filesIn(join(run, `fold-${fold}`));
    const before = await filesOf(0);
    expect(linesOf(before["chain-0.trace.ndjson"])).toBe(13);
    expect(await train({ ...options, resume: run })).toEqual(await uninterrupted());
    const uniform = await modelIn(await train({ ...options, resume: run, classPrior: "uniform" }));
    expect(await filesOf(0)).toEqual(before);
    const { calibration } = uniform.decision;
    expect(uniform.training.classPrior).toBe("uniform");
    expect(calibration?.titles).toBeGreaterThan(0);
    expect(calibration?.titles).toBeLessThan(61);
    expect(calibration?.levels).not.toEqual(
      (await modelIn(await uninterrupted())).decision.calibration?.levels,
    );
  });

  test("is not mixed up with one calibrated otherwise, and a new run begins with new folds", async () => {
    const { folder, options } = await sampleFolder();
    await train(options);
    const resume = join(folder, "m.run");
    await expect(trainModel({ ...options, calibration: 0.15, resume }, silentProgress)).rejects.toThrow(
      "calibration was cross-fit, is 0.15",
    );
    expect(await train({ ...options, seed: 4 })).not.toEqual(await uninterrupted());
    expect(await train(options)).toEqual(await uninterrupted());
  });

  test.each(["kernel", "double"] as const)(
    "has noise on its folds' logits where asked for: %s",
    async (backend) => {
      const { options } = await sampleFolder(30);
      const file = await train({ ...options, noise: true, backend, warmup: 10, draws: 10 });
      expect((await modelIn(file)).decision.calibration?.titles).toBe(31);
    },
  );

  test("has fewer titles in training where a share is set aside, on any number of threads", async () => {
    const { options } = await sampleFolder();
    const file = await train({ ...options, calibration: 0.3 });
    expect(await train({ ...options, calibration: 0.3, threads: 1 })).toEqual(file);
    const { training, decision } = await modelIn(file);
    expect(decision.calibration?.titles).toBeGreaterThan(10);
    expect(training.titles + (decision.calibration?.titles ?? 0)).toBe(61);
  });

  test.each(["default", "bayes"] as const)("can be of 20 titles: %s", async (preset) => {
    const { options } = await sampleFolder(20);
    const model = await modelIn(await train({ ...options, preset }));
    expect(model.training.titles).toBe(21);
    expect(model.decision.thresholds.every((threshold) => threshold > 0 && threshold <= 1)).toBe(true);
  });

  test("can be of two titles", async () => {
    const folder = await folderWith({
      "rows.csv": "title,parent,child\ntea,food,drinks\nrobot,toys,machines\n",
    });
    const model = await modelIn(await train({ ...optionsFor(folder), preset: "default" }));
    expect(model.decision.calibration?.titles).toBeLessThanOrEqual(2);
  });
});
