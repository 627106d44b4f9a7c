import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { classifier } from "../../../../shared/answer/classify.ts";
import { readModel } from "../../../../shared/artifact/read-model.ts";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../../trainer/train/options.ts";
import { planOnly } from "../../../../trainer/train/plan-training.ts";
import { describeRareTerms } from "../../../../trainer/train/terms/describe-terms.ts";
import { trainModel } from "../../../../trainer/train/train-model.ts";
import { folderWith } from "../../data/files.ts";

beforeAll(ensureKernel, 120_000);

/** 600 titles of six classes, in which the words of a class are common and others are rare. */
function catalogue(): string {
  const word = (prefix: string, number: number) =>
    prefix + [...number.toString(6)].map((digit) => "abcdef"[Number(digit)]).join("");
  const rows = Array.from({ length: 600 }, (_, row) => {
    const child = row % 6;
    const title = [word("kind", child), word("maker", row % 7), word("rare", row % 299)].join(" ");
    return `${title},${word("top", child % 2)},${word("kind", child)}`;
  });
  return ["title,parent,child", ...rows].join("\n");
}

test("a run without its rare terms says so, and has the same ones when it goes on", async () => {
  const folder = await folderWith({ "titles.csv": catalogue() });
  const options: TrainOptions = {
    ...{ data: [join(folder, "titles.csv")], title: "title", levels: ["parent", "child"] },
    ...{ out: join(folder, "model.msgpack"), preset: "quick", form: "factorised" },
    ...{ chains: 2, warmup: 12, draws: 10, seed: 1, threads: 2, backend: "kernel" },
    ...{ maxBytes: 70_000, keepDuplicates: false, calibration: 0.2, keepRun: true },
  };
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const { folder: run, hash, rare } = await trainModel(options, progress);
  if (rare === null) throw new Error("nothing was left out");
  const line = describeRareTerms(rare);
  expect(said).toContain(line);
  const identity = JSON.parse(await readFile(join(run, "run.json"), "utf8"));
  expect(identity).toMatchObject({ rareTerms: rare.level });
  const bytes = await readFile(options.out);
  expect(bytes.length).toBeLessThanOrEqual(options.maxBytes);
  const model = await readModel(bytes);
  expect(classifier(model)("kindb makerc").candidates[0]?.path).toEqual(["topb", "kindb"]);

  const planned: string[] = [];
  await planOnly(options, { ...silentProgress, say: (one) => planned.push(one) });
  expect(planned).toContain(line);
  // It goes on with the terms that it has, also where there is room for more.
  expect((await trainModel({ ...options, resume: run }, silentProgress)).hash).toBe(hash);
  const roomy = await trainModel({ ...options, maxBytes: 10_000_000, resume: run }, silentProgress);
  expect(roomy.rare).toEqual(rare);
  const repacked = await readModel(await readFile(options.out));
  expect(repacked.vocabulary.terms.length).toBe(model.vocabulary.terms.length);
  const whole = await trainModel({ ...options, maxBytes: 10_000_000 }, silentProgress);
  expect(whole.rare).toBeNull();
  expect(JSON.parse(await readFile(join(run, "run.json"), "utf8"))).not.toHaveProperty("rareTerms");
}, 120_000);
