import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifier } from "../../../../shared/answer/classify.ts";
import { isFactorised, type Model } from "../../../../shared/artifact/model.ts";
import { readModel } from "../../../../shared/artifact/read-model.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../../trainer/train/options.ts";
import { trainModel } from "../../../../trainer/train/train-model.ts";

/** Three departments; the first has three classes, the second two, the third one. */
function catalogue(): string {
  const words = [
    ["drinks", "tea", ["green", "black", "leaf", "oolong"]],
    ["drinks", "coffee", ["roast", "bean", "espresso", "arabica"]],
    ["drinks", "juice", ["apple", "orange", "pressed", "carton"]],
    ["toys", "robots", ["wooden", "remote", "metal", "talking"]],
    ["toys", "puzzles", ["piece", "jigsaw", "cardboard", "maze"]],
    ["garden", "rakes", ["steel", "handle", "fan", "bow"]],
  ] as const;
  const rows = words.flatMap(([parent, child, own]) =>
    own.flatMap((a) => own.map((b) => `${a} ${b} ${child},${parent},${child}`)),
  );
  return ["title,parent,child", ...rows].join("\n");
}

let folder = "";
let options: TrainOptions;
let bytes: Uint8Array;
let model: Model;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hedge-test-"));
  await writeFile(join(folder, "titles.csv"), catalogue());
  options = {
    ...{ data: [join(folder, "titles.csv")], title: "title", levels: ["parent", "child"] },
    ...{ out: join(folder, "model.msgpack"), preset: "quick", form: "factorised" },
    ...{ chains: 2, warmup: 20, draws: 20, seed: 1, threads: 2, backend: "kernel" },
    ...{ maxBytes: 10_000_000, keepDuplicates: false, calibration: "cross-fit" },
  };
  await trainModel(options, silentProgress);
  bytes = await readFile(options.out);
  model = await readModel(Uint8Array.from(bytes));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a model trained with --form factorised", () => {
  test("has a block for every node with several children", () => {
    if (!isFactorised(model)) throw new Error("the model is flat");
    const { labels } = model.tree.taxonomy;
    expect(model.posterior.nodes.map((node) => labels[node])).toEqual(["", "drinks", "toys"]);
    expect(model.decision.calibration?.titles).toBe(96);
    expect(model.loss?.titles).toBeGreaterThan(0);
    expect(model.loss?.agreement).toBeGreaterThan(0.9);
  });

  test("answers titles at every depth", () => {
    const classify = classifier(model);
    for (const [title, path] of [
      ["green leaf tea", ["drinks", "tea"]],
      ["talking metal robots", ["toys", "robots"]],
      ["steel fan rakes", ["garden", "rakes"]],
    ] as const) {
      const { candidates, answer } = classify(title, { min: 0.1, tree: true, explain: true });
      expect(candidates[0]?.path).toEqual(path);
      expect(answer?.path).toEqual(path);
      expect(candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(classify("zyxw vuts").fallback?.reason).toBe("no-known-words");
  });

  test("is the same file on one thread, and with its chains resumed", async () => {
    const out = join(folder, "one.msgpack");
    await trainModel({ ...options, out, threads: 1, keepRun: true }, silentProgress);
    expect((await readFile(out)).equals(bytes)).toBe(true);
    const resume = join(folder, "one.run");
    await trainModel({ ...options, out: join(folder, "two.msgpack"), resume }, silentProgress);
    expect((await readFile(join(folder, "two.msgpack"))).equals(bytes)).toBe(true);
  });

  test("goes on after it was stopped, and ends as if it had not been", async () => {
    const controller = new AbortController();
    const progress = {
      ...silentProgress,
      start: (name: string, total: number) => ({
        ...silentProgress.start(name, total),
        advance: () => controller.abort(),
      }),
    };
    const out = join(folder, "stopped.msgpack");
    const stopped = trainModel({ ...options, out }, progress, controller.signal);
    await expect(stopped).rejects.toMatchObject({ code: "failed" });
    const resume = join(folder, "stopped.run");
    await trainModel({ ...options, out, resume }, silentProgress);
    expect((await readFile(out)).equals(bytes)).toBe(true);
  });

  test("has a time limit's lengths as its own, and keeps them when it goes on", async () => {
    const usual = { ...options, chains: 4, warmup: 200, draws: 30, out: join(folder, "limited.msgpack") };
    const limited = { ...usual, maxTime: { seconds: 1e5, fixed: { warmup: 20 } } };
    const { folder: run, hash } = await trainModel({ ...limited, warmup: 20 }, silentProgress);
    expect(JSON.parse(await readFile(join(run, "run.json"), "utf8"))).toMatchObject({ chains: 4, draws: 30 });
    // Nothing would fit now, but what was chosen stays.
    const later = { ...limited, maxTime: { seconds: 0.01, fixed: {} }, resume: run };
    expect((await trainModel(later, silentProgress)).hash).toBe(hash);
    const same = { ...usual, warmup: 20, out: join(folder, "same.msgpack") };
    expect((await trainModel(same, silentProgress)).hash).toBe(hash);
  });

  test("keeps some draws of every node where all are too many, and the same when it goes on", async () => {
    const bounded = { ...options, out: join(folder, "bounded.msgpack"), keepRun: true };
    const { folder: run, hash } = await trainModel({ ...bounded, maxDisk: 1 }, silentProgress);
    expect(JSON.parse(await readFile(join(run, "run.json"), "utf8"))).toMatchObject({
      ...{ form: "factorised", keepEvery: 2, keepEveryOfFolds: 2 },
    });
    const classify = classifier(await readModel(await readFile(bounded.out)));
    expect(classify("green leaf tea").candidates[0]?.path).toEqual(["drinks", "tea"]);
    const resumed = await trainModel({ ...bounded, resume: run }, silentProgress);
    expect(resumed.hash).toBe(hash);
    expect(hash).not.toBe(model.hash);
  });

  test("neither starts from an earlier model nor is one to start from", async () => {
    const from = options.out;
    await expect(trainModel({ ...options, from }, silentProgress)).rejects.toMatchObject({
      code: "bad-usage",
      message: expect.stringContaining("train with --form flat"),
    });
    const flat: TrainOptions = { ...options, form: "flat", out: join(folder, "flat.msgpack") };
    for (const earlier of [from, join(folder, "model.run")])
      await expect(trainModel({ ...flat, from: earlier }, silentProgress)).rejects.toMatchObject({
        code: "bad-input",
        message: expect.stringMatching(/^--from.*--form flat/),
      });
  });

  test("is no run of the flat form", async () => {
    const flat: TrainOptions = { ...options, form: "flat", resume: join(folder, "model.run") };
    await expect(trainModel(flat, silentProgress)).rejects.toMatchObject({ code: "resume-mismatch" });
  });
});

test("calibration titles may be set aside, and the answers be for another class balance", async () => {
  const out = join(folder, "uniform.msgpack");
  await trainModel({ ...options, out, calibration: 0.3, classPrior: "uniform" }, silentProgress);
  const other = await readModel(await readFile(out));
  expect(other.training.classPrior).toBe("uniform");
  expect(other.decision.calibration).not.toBeNull();
});
