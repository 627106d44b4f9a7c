import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { loadModel } from "../../../trainer/artifact/load-model.ts";
import { formatCsv } from "../../../trainer/data/formats/csv-text.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { runIdentity } from "../../../trainer/train/identity/run-identity.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { prepareData } from "../../../trainer/train/prepare-data.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";
import { noisyCatalogue } from "../../fixtures/noisy-catalogue.ts";
import { folderWith } from "../data/files.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

/** Options for titles of which half have a wrong class, so that a narrow prior is better. */
async function noisyOptions(changes: Partial<TrainOptions> = {}): Promise<TrainOptions> {
  const { titles, labels, tree } = noisyCatalogue(600, 0.5, "class");
  const { taxonomy } = tree;
  const rows = titles.map((title, row) => {
    const leaf = tree.leaves[labels[row] ?? 0] ?? 0;
    return [title, taxonomy.labels[taxonomy.parents[leaf] ?? 0] ?? "", taxonomy.labels[leaf] ?? ""];
  });
  const folder = await folderWith({ "titles.csv": formatCsv([["title", "one", "two"], ...rows]) });
  return {
    ...{ data: [join(folder, "titles.csv")], title: "title", levels: ["one", "two"], preset: "quick" },
    ...{ out: join(folder, "model.msgpack"), wordVectors: "none", chains: 1, warmup: 4, draws: 4, seed: 1 },
    ...{ threads: 1, backend: "kernel", maxBytes: 1e7, keepDuplicates: true, calibration: "cross-fit" },
    ...changes,
  };
}

const identityOf = (folder: string) => JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));

test("chains and folds have the scale that was chosen, and a run that goes on keeps it", async () => {
  const options = await noisyOptions();
  const { choices, regression, folds } = await prepareData(options, silentProgress);
  expect(choices.leafScale).toBe(0.18);
  const prior = { kind: "fixed", value: 0.18 / Math.SQRT2 };
  expect(regression.problem.scalePriors[0]).toEqual(prior);
  expect(folds[0]?.buildRegression().problem.scalePriors[0]).toEqual(prior);

  const { folder } = await trainModel(options, silentProgress);
  expect(identityOf(folder)).toMatchObject({ leafScale: 0.18, naiveBayes: choices.naiveBayes });
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const kept = await prepareData({ ...options, resume: folder }, progress);
  expect(kept.choices).toMatchObject(choices);
  expect(kept.regression.problem.scalePriors[0]).toEqual(prior);
  expect(said.join()).not.toMatch(/held-out log-loss/);
});

test("nodes have the scales that were chosen, and a run that goes on keeps them", async () => {
  const options = await noisyOptions({ form: "factorised", calibration: 0 });
  const { choices, nodes } = await prepareData(options, silentProgress);
  const [root = 0, below = 0] = choices.nodeScales ?? [];
  expect(root).toBeLessThan(0.2);
  expect(nodes?.regression.problem.scalePriors.map(({ kind, ...prior }) => prior)).toEqual([
    { value: root },
    { value: below },
    { value: below },
  ]);
  const { folder } = await trainModel(options, silentProgress);
  expect(identityOf(folder)).toMatchObject({ nodeScales: `${root}, ${below}` });
  const kept = await prepareData({ ...options, resume: folder }, silentProgress);
  expect(kept.choices).toMatchObject(choices);
});

test("a run that goes on keeps the leaves of its nodes, the usual ones where it says nothing", async () => {
  const options = await noisyOptions({ form: "factorised", calibration: 0 });
  const { folder } = await trainModel(options, silentProgress);
  const identity = identityOf(folder);
  expect(identity.nodeLeaves).toBeUndefined();
  const usual = await prepareData({ ...options, resume: folder }, silentProgress);
  expect(usual.nodes?.mostLeaves).toEqual([128, 128]);
  expect(usual.nodeSizes[0]?.leaves).toBe(4);

  writeFileSync(join(folder, "run.json"), JSON.stringify({ ...identity, nodeLeaves: "0, 128" }));
  const kept = await prepareData({ ...options, resume: folder }, silentProgress);
  expect(kept.choices.nodeLeaves).toEqual([0, 128]);
  expect(kept.nodes?.mostLeaves).toEqual([0, 128]);
  expect(kept.nodeSizes[0]?.leaves).toBe(2);
  expect(runIdentity(options, kept).nodeLeaves).toBe("0, 128");
});

test("chains, folds and the file have the leaves that were chosen", async () => {
  const options = await noisyOptions({ form: "factorised" });
  const { folder } = await trainModel(options, silentProgress);
  // As if the run had chosen other leaves, and had been stopped before its first iteration.
  writeFileSync(join(folder, "run.json"), JSON.stringify({ ...identityOf(folder), nodeLeaves: "0, 128" }));
  for (const name of readdirSync(folder))
    if (name !== "run.json") rmSync(join(folder, name), { recursive: true });
  const { model } = await trainModel({ ...options, resume: folder }, silentProgress);
  const loaded = (await loadModel(model)).model;
  expect(loaded.posterior).toMatchObject({ kind: "factorised", mostLeaves: [0, 128] });
  expect(loaded.decision.calibration?.titles).toBeGreaterThan(500);
  // Folds with other leaves would have draws of another length, which cannot be read.
  const { nodes, nodeSizes } = await prepareData({ ...options, resume: folder }, silentProgress);
  expect(nodes?.mostLeaves).toEqual([0, 128]);
  expect(nodeSizes[0]?.shape.columns).toBe(2);
});
