import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { bundleWorker } from "../../trainer/serving/bundle-worker.ts";
import { holdoutFileBeside } from "../../trainer/train/read-data.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import { availablePeers, type Measured, type Notes } from "../harness/available-peers.ts";
import type { PerTitle } from "../harness/statistics.ts";
import { type Column, columnTable, sidewaysTable } from "../harness/tables.ts";
import { startPythonPeer } from "../peers/python.ts";
import { coldStartInNode, timesInNode } from "./in-node.ts";
import { timesInWorkerd } from "./in-workerd.ts";
import { syntheticModel } from "./synthetic-model.ts";
import { timesInTfjs } from "./tfjs-peer.ts";

/** What `npm run bench -- predict` measures. */
type PredictReport = Awaited<ReturnType<typeof measureModels>>;

type PeerResult = {
  readonly name: string;
  /** Microseconds a title, all of them in one call. */
  readonly microseconds: number | null;
  /** Microseconds a title, title by title. */
  readonly each: number | null;
  readonly bytes: number | null;
  readonly accuracy: number | null;
};

const sizes = [1_000, 10_000, 100_000];
const titleCount = 1_000;

/**
 * Measures the answer to one title: of the model given, of made-up ones of three sizes, and of
 * peers on the same held-out titles.
 */
export async function benchPredict(
  options: BenchOptions,
  notes: Notes,
  progress: Progress,
): Promise<Measured> {
  const report = await measureModels(options, notes, progress);
  return { figures: report, text: showPredict(report) };
}

async function measureModels({ seed, ...options }: BenchOptions, notes: Notes, progress: Progress) {
  return await withTemporaryFolder("hedge-bench-", async (folder) => {
    const { model } = await loadModel(options.model);
    const { levels } = model.tree.taxonomy;
    const held = holdoutFileBeside(options.model);
    const titles = existsSync(held)
      ? (await readRows([held], { title: "title", levels })).rows.map((row) => row.title)
      : Array.from({ length: titleCount }, titleMaker(model, seed));
    const given = {
      bytes: Uint8Array.from(await readFile(options.model)),
      titles: titles.slice(0, titleCount),
    };
    const results = [await measureModel("the model given", given, folder, progress)];
    for (const words of sizes) {
      const name = `made up, ${words.toLocaleString("en")} words`;
      const made = await syntheticModel(words, titleCount, seed);
      results.push(await measureModel(name, made, folder, progress));
    }
    progress.say("peers");
    const peers = await measurePeers(options.data, held, levels, notes);
    await bundleWorker(join(folder, "worker"));
    const bundle = await readFile(join(folder, "worker", "index.js"));
    return {
      /** Bytes of the worker's bundle without a model. */
      workerGzip: gzipSync(bundle, { level: 9 }).length,
      ...{ results, tfjs: await timesInTfjs(model, titles.slice(0, 100)), peers },
    };
  });
}

/** Bytes of one model, times in Node and in workerd, and the first answer. */
async function measureModel(
  name: string,
  { bytes, titles }: { readonly bytes: Uint8Array; readonly titles: readonly string[] },
  folder: string,
  progress: Progress,
) {
  progress.say(`${name}: ${bytes.length} bytes`);
  const file = join(folder, "model.msgpack");
  await writeFile(file, bytes);
  const { vocabulary, posterior, loss } = await readModel(bytes);
  return {
    ...{ name, bytes: bytes.length, terms: vocabulary.terms.length, loss, titles: titles.length },
    posterior: posteriorForm(posterior),
    node: await timesInNode(bytes, titles),
    workerd: await timesInWorkerd(bytes, titles),
    cold: await coldStartInNode(file, titles[0] ?? ""),
  };
}

/** fastText and scikit-learn, where their data and modules are there. */
async function measurePeers(
  data: string,
  held: string,
  levels: readonly string[],
  notes: Notes,
): Promise<PeerResult[]> {
  const leaveOut = (why: string) => void notes.skipped.add(`fastText and scikit-learn: ${why}`);
  if (!existsSync(data) || !existsSync(held)) {
    leaveOut(`${data} or ${held} is not there`);
    return [];
  }
  const task = ["predict", data, held, levels.join(",")];
  const found = await availablePeers(
    [task],
    async () => {
      const peer = await startPythonPeer({ modules: ["fasttext", "sklearn"], task });
      const { versions, results } = peer.hello as typeof peer.hello & { results: PeerResult[] };
      peer.close();
      Object.assign(notes.versions, versions);
      return results;
    },
    (_, why) => leaveOut(why),
  );
  return found.flat();
}

type Result = PredictReport["results"][number];

const modelColumns: readonly Column<Result>[] = [
  ["", ({ name }) => name],
  ["bytes", ({ bytes }) => bytes.toLocaleString("en")],
  ["terms", ({ terms }) => terms.toLocaleString("en")],
  ["answer in Node, us", ({ node }) => both(node.classify)],
  ["titles/s in Node", ({ node }) => node.titlesPerSecond.toFixed(0)],
  ["  text to features", ({ node }) => both(node.vectorise)],
  ["  predictive", ({ node }) => both(node.predict)],
  ["  probabilities alone", ({ node }) => (node.probabilities ? both(node.probabilities) : "")],
  ["answer in workerd, CPU us", ({ workerd }) => both(workerd.classify)],
  ["opened in Node, CPU ms", ({ cold }) => cold.open.toFixed(1)],
  ["first answer in Node, CPU ms", ({ cold }) => cold.firstAnswer.toFixed(1)],
  ["first answer in workerd, CPU ms", ({ workerd }) => workerd.cold.firstAnswer.toFixed(1)],
  ["memory / file", ({ bytes, cold }) => (1 + cold.keptBytes / bytes).toFixed(2)],
];

/** The report for people. Microseconds a title: median / 99 % quantile over titles. */
function showPredict({ results, tfjs, peers, workerGzip }: PredictReport): string {
  const own = results[0]?.node.classify.median ?? Number.NaN;
  const tfjsPeer: PeerResult = {
    ...{ name: "TensorFlow.js, 64 draws", microseconds: null, each: tfjs.median },
    ...{ bytes: null, accuracy: null },
  };
  const peerColumns: Column<PeerResult>[] = [
    ["peer", ({ name }) => name],
    ["us, all at once", ({ microseconds }) => microseconds?.toFixed(1) ?? ""],
    ["us, one by one", ({ each }) => each?.toFixed(1) ?? ""],
    ["bytes", ({ bytes }) => bytes?.toLocaleString("en") ?? ""],
    ["accuracy", ({ accuracy }) => accuracy?.toFixed(3) ?? ""],
    ["hedge takes times", (peer) => (own / (peer.microseconds ?? peer.each ?? Number.NaN)).toFixed(2)],
  ];
  return [
    sidewaysTable(modelColumns, results),
    `worker without a model: ${workerGzip.toLocaleString("en")} bytes after gzip`,
    "",
    columnTable(peerColumns, [...peers, tfjsPeer]),
  ].join("\n");
}

function both({ median, p99 }: PerTitle): string {
  return `${median.toFixed(1)} / ${p99.toFixed(1)}`;
}
