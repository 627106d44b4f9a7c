import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { readEarlierPosterior } from "../../../../trainer/train/starts/earlier-posterior.ts";
import { trainModel } from "../../../../trainer/train/train-model.ts";
import { abortAt } from "../../chains/runs.ts";
import { folderWith } from "../../data/files.ts";
import { csv, earlierRun, earlyRows } from "./earlier-run.ts";

vi.setConfig({ testTimeout: 90_000 });
beforeAll(ensureKernel, 120_000);

const firstDensity = async (run: string): Promise<number> =>
  JSON.parse((await readFile(join(run, "chain-0.trace.ndjson"), "utf8")).split("\n")[0] ?? "").logDensity;

describe("a run that starts from an earlier one", () => {
  test("is the same on one thread or two and after a stop, also in the folder of the earlier run", async () => {
    const { folder, run, options } = await earlierRun();
    const elsewhere = join(folder, "n.msgpack");
    await trainModel({ ...options, from: run, out: elsewhere, threads: 1 }, silentProgress);

    const controller = new AbortController();
    const stopped = trainModel({ ...options, from: run }, abortAt(5, controller), controller.signal);
    await expect(stopped).rejects.toThrow(`--resume ${run}`);
    await trainModel({ ...options, from: run, resume: run }, silentProgress);
    expect(await readFile(options.out)).toEqual(await readFile(elsewhere));
  });

  test("begins near the posterior, from the run or from its model", async () => {
    const { folder, run, options } = await earlierRun();
    const out = (name: string) => ({ out: join(folder, name) });
    const cold = await trainModel({ ...options, ...out("cold.msgpack") }, silentProgress);
    const ofRun = await trainModel({ ...options, ...out("run.msgpack"), from: run }, silentProgress);
    const from = join(folder, "m.msgpack");
    const ofModel = await trainModel({ ...options, ...out("model.msgpack"), from }, silentProgress);
    const usual = ofRun.sampled.quantities.find(({ kind }) => kind === "log-density")?.chains[0]?.[9] ?? 0;
    for (const { folder: warm } of [ofRun, ofModel]) {
      const distance = Math.abs((await firstDensity(warm)) - usual);
      expect(distance).toBeLessThan(0.5 * Math.abs((await firstDensity(cold.folder)) - usual));
    }
  });

  test("goes on with its own starts when the earlier run is gone, and with more chains", async () => {
    const { folder, run, options } = await earlierRun();
    const warm = { ...options, from: run, out: join(folder, "n.msgpack") };
    const { folder: own } = await trainModel(warm, silentProgress);
    await trainModel({ ...warm, chains: 3, out: join(folder, "three.msgpack") }, silentProgress);
    await rm(run, { recursive: true });
    await trainModel({ ...warm, chains: 3, resume: own }, silentProgress);
    expect(await readFile(warm.out)).toEqual(await readFile(join(folder, "three.msgpack")));
  });
});

test("a model's draws are regenerated with the words and classes that it has", async () => {
  const { run, options } = await earlierRun();
  const [ofModel, ofRun] = await Promise.all([options.out, run].map(readEarlierPosterior));
  expect(ofModel?.features).toEqual(ofRun?.features);
  expect(ofModel?.tree.taxonomy.labels).toEqual(ofRun?.tree.taxonomy.labels);
  // Both are near the posterior mean: of the intercept, say, of which the data know much.
  const intercept = (draws: typeof ofRun) =>
    draws?.draws.map(({ coefficients }) => coefficients[0] ?? Number.NaN) ?? [];
  for (const value of [...intercept(ofModel), ...intercept(ofRun)]) expect(Math.abs(value)).toBeLessThan(2);
  expect(ofModel?.draws).toHaveLength(4);
  expect(ofRun?.draws).toHaveLength(2);
  expect(ofRun?.stepSize).toBeGreaterThan(0.01);
});

test("what is neither run nor model, or has no draws, is refused with the way out", async () => {
  const folder = await folderWith({ "rows.csv": csv(earlyRows) });
  await expect(readEarlierPosterior(folder)).rejects.toThrow("is no run folder; name one");
  await expect(readEarlierPosterior(join(folder, "rows.csv"))).rejects.toThrow("is no model file");
  const older = await folderWith({ "run.json": "{}" });
  await expect(readEarlierPosterior(older)).rejects.toThrow("name its model file");
});
