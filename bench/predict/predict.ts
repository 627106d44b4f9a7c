import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel } from "../../shared/artifact/read-model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { bundleWorker } from "../../trainer/serving/bundle-worker.ts";
import { holdoutFileBeside } from "../../trainer/train/read-data.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import { median, showPerTitle } from "../harness/statistics.ts";
import { attempt, type Findings, type Study } from "../harness/study.ts";
import { type Column, columnTable, sidewaysTable } from "../harness/tables.ts";
import { gzippedCode } from "../harness/worker-site.ts";
import { writeRequest } from "../peers/classifiers.ts";
import { startPythonPeer } from "../peers/peer-process.ts";
import { coldStartInNode, timesInNode } from "./in-node.ts";
import { timesInWorkerd } from "./in-workerd.ts";
import { syntheticFactorised } from "./synthetic-factorised.ts";
import { syntheticModel } from "./synthetic-model.ts";
import { timeInTfjs } from "./tfjs-peer.ts";

/** `microseconds` of a title, all of them in one call; `each`: title by title. */
type PeerResult = { readonly name: string } & Readonly<
  Partial<Record<"microseconds" | "each" | "bytes" | "accuracy", number>>
>;

const sizes = [1_000, 10_000, 100_000];
const titleCount = 1_000;
/** Classes and words of factorised models. */
const classCounts = [
  [1_000, 20_000],
  [10_000, 100_000],
] as const;

/** Measures the answer to one title: by the given model, by made-up ones and by peers. */
export function benchPredict(study: Study<BenchOptions>): Promise<Findings> {
  const { options, progress, versions } = study;
  return withTemporaryFolder("hedge-bench-", async (folder) => {
    const { model } = await loadModel(options.model);
    const { levels } = model.tree.taxonomy;
    const held = holdoutFileBeside(options.model);
    const titles = existsSync(held)
      ? (await readRows([held], { title: "title", levels })).rows.map((row) => row.title)
      : Array.from({ length: titleCount }, titleMaker(model, options.seed));
    const measure = (name: string, bytes: Uint8Array, some: readonly string[]) => {
      progress.say(`${name}: ${bytes.length} bytes`);
      return measureModel(join(folder, "model.msgpack"), name, bytes, some);
    };
    const given = Uint8Array.from(await readFile(options.model));
    const results = [await measure("the model given", given, titles.slice(0, titleCount))];
    for (const words of sizes) {
      const made = await syntheticModel(model, words, titleCount, options.seed);
      results.push(await measure(`made up, ${words.toLocaleString("en")} words`, made.bytes, made.titles));
    }
    for (const [leaves, words] of classCounts) {
      const made = await syntheticFactorised(model.training, leaves, words, titleCount, options.seed);
      const name = `made up, factorised, ${leaves.toLocaleString("en")} classes`;
      results.push(await measure(name, made.bytes, made.titles));
    }
    progress.say("peers");
    const others = await attempt(study, "fastText and scikit-learn", async () => {
      const missing = [options.data, held].find((file) => !existsSync(file));
      if (missing) throw new HedgeError("missing-file", `${missing} is not there`);
      const heldOut = await readDistinctRows(held, "title", levels);
      const heldTitles = new Set(heldOut.map(({ title }) => title));
      const rows = await readDistinctRows(options.data, "title", levels);
      const kept = rows.filter(({ title }) => !heldTitles.has(title));
      const benchmark = makeBenchmark(kept, heldOut, levels, false);
      const task = { vocabulary: model.vocabulary, classNames: false, foldsBy: "title" } as const;
      const leaves = writeRequest(folder, benchmark, task).at(-1);
      const peer = await startPythonPeer(["fasttext", "sklearn"], ["predict", folder]);
      peer.close();
      Object.assign(versions, peer.hello.versions);
      const { results } = peer.hello as unknown as { results: (PeerResult & { classes: number[] })[] };
      return results.map(({ classes, ...result }) => {
        const right = benchmark.test.filter(({ truth }, i) => leaves?.[classes[i] ?? -1] === truth);
        return { ...result, accuracy: right.length / benchmark.test.length };
      });
    });
    const tfjs = { name: "TensorFlow.js, 64 draws", each: await timeInTfjs(model, titles.slice(0, 100)) };
    await bundleWorker(join(folder, "worker"));
    const workerGzip = await gzippedCode(join(folder, "worker"));
    const report = { workerGzip, results, peers: [...(others ?? []), tfjs] };
    return { figures: report, text: showPredict(report) };
  });
}

async function measureModel(file: string, name: string, bytes: Uint8Array, titles: readonly string[]) {
  await writeFile(file, bytes);
  return {
    name,
    bytes: bytes.length,
    node: timesInNode(await readModel(bytes), titles),
    workerd: await timesInWorkerd(bytes, titles),
    cold: await coldStartInNode(file, titles[0] ?? ""),
  };
}

type ModelResult = Awaited<ReturnType<typeof measureModel>>;

const modelColumns: readonly Column<ModelResult>[] = [
  ["", ({ name }) => name],
  ["bytes", ({ bytes }) => bytes.toLocaleString("en")],
  ["answer in Node, us", ({ node }) => showPerTitle(node.classify)],
  ["  text to features", ({ node }) => showPerTitle(node.vectorise)],
  ["  predictive", ({ node }) => showPerTitle(node.predict)],
  ["answer in workerd, CPU us", ({ workerd }) => showPerTitle(workerd.classify)],
  ["first answer in Node, CPU ms", ({ cold }) => cold.firstAnswer.toFixed(1)],
  ["first answer in workerd, CPU ms", ({ workerd }) => workerd.firstAnswer.toFixed(1)],
  ["memory / file", ({ bytes, cold }) => (1 + cold.keptBytes / bytes).toFixed(2)],
];

function showPredict(report: {
  readonly workerGzip: number;
  readonly results: readonly ModelResult[];
  readonly peers: readonly PeerResult[];
}): string {
  const own = median(report.results[0]?.node.classify ?? []);
  const peerColumns: Column<PeerResult>[] = [
    ["peer", ({ name }) => name],
    ["us, all at once", ({ microseconds }) => microseconds?.toFixed(1) ?? ""],
    ["us, one by one", ({ each }) => each?.toFixed(1) ?? ""],
    ["bytes", ({ bytes }) => bytes?.toLocaleString("en") ?? ""],
    ["accuracy", ({ accuracy }) => accuracy?.toFixed(3) ?? ""],
    ["hedge takes times", (peer) => (own / (peer.microseconds ?? peer.each ?? Number.NaN)).toFixed(2)],
  ];
  return [
    sidewaysTable(modelColumns, report.results),
    `code of the worker, kernel included: ${report.workerGzip.toLocaleString("en")} bytes after gzip`,
    "",
    columnTable(peerColumns, report.peers),
  ].join("\n");
}
