import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { PackingLoss } from "../../shared/artifact/model.ts";
import { type PosteriorForm, posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { bundleWorker } from "../../trainer/serving/bundle-worker.ts";
import { holdoutFileBeside } from "../../trainer/train/prepare-data.ts";
import { titleMaker } from "../edge/titles.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { findPython, peerScript } from "../peers/python.ts";
import { type ColdStart, coldStartInNode } from "./cold-start.ts";
import { type NodeTimes, timesInNode } from "./in-node.ts";
import { timesInWorkerd, type WorkerdTimes } from "./in-workerd.ts";
import type { PerTitle } from "./quantiles.ts";
import { syntheticModel } from "./synthetic-model.ts";
import { timesInTfjs } from "./tfjs-peer.ts";

/** One model: bytes, times in Node and in workerd, and the first answer. */
export type PredictResult = {
  readonly name: string;
  readonly bytes: number;
  readonly terms: number;
  readonly posterior: PosteriorForm;
  readonly loss: PackingLoss | null;
  readonly titles: number;
  readonly node: NodeTimes;
  readonly workerd: WorkerdTimes;
  readonly cold: ColdStart;
};

export type PeerResult = {
  readonly name: string;
  /** Microseconds a title, all of them in one call. */
  readonly microseconds: number | null;
  /** Microseconds a title, title by title. */
  readonly each: number | null;
  readonly bytes: number | null;
  readonly accuracy: number | null;
};

/** What `npm run bench -- predict --json` prints. */
export type PredictReport = {
  readonly bench: "predict";
  readonly machine: Machine;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Bytes of the worker's bundle without a model, after gzip. */
  readonly workerGzip: number;
  readonly results: readonly PredictResult[];
  readonly tfjs: PerTitle;
  readonly peers: readonly PeerResult[];
  readonly skipped: readonly string[];
};

export type PredictOptions = {
  readonly seed: number;
  readonly model: string;
  /** All titles with their classes, for the peers to train on what is not held out. */
  readonly data: string;
};

const sizes = [1_000, 10_000, 100_000] as const;
const titleCount = 1_000;

/** Measures the answer to one title: the model given, made-up ones of three sizes, and peers on the same held-out titles. */
export async function benchPredict(options: PredictOptions, progress: Progress): Promise<PredictReport> {
  const { seed } = options;
  const machine = describeMachine();
  return withTemporaryFolder("hedge-bench-", async (folder) => {
    const { model } = await loadModel(options.model);
    const held = holdoutFileBeside(options.model);
    const { levels } = model.tree.taxonomy;
    const title = titleMaker(model, seed);
    const titles = existsSync(held)
      ? (await readRows([held], { title: "title", levels })).rows.map((row) => row.title).slice(0, titleCount)
      : Array.from({ length: titleCount }, title);
    const inputs: { name: string; bytes: Uint8Array; titles: readonly string[] }[] = [
      { name: "the model given", bytes: Uint8Array.from(await readFile(options.model)), titles },
    ];
    for (const words of sizes) {
      inputs.push({ name: `made up, ${words.toLocaleString("en")} words`, ...(await made(words)) });
    }
    const results: PredictResult[] = [];
    for (const { name, bytes, titles: own } of inputs) {
      progress.say(`${name}: ${bytes.length} bytes`);
      const file = join(folder, "model.msgpack");
      await writeFile(file, bytes);
      const { vocabulary, posterior, loss } = await readModel(bytes);
      results.push({
        ...{ name, bytes: bytes.length, terms: vocabulary.terms.length, loss, titles: own.length },
        posterior: posteriorForm(posterior),
        node: await timesInNode(bytes, own),
        workerd: await timesInWorkerd(bytes, own),
        cold: await coldStartInNode(file, own[0] ?? ""),
      });
    }
    progress.say("peers");
    const { peers, versions, skipped } = await pythonPeers(folder, options.data, held, levels);
    return {
      bench: "predict",
      machine,
      seed,
      versions,
      workerGzip: await workerGzip(join(folder, "worker")),
      results,
      tfjs: await timesInTfjs(model, titles.slice(0, 100)),
      peers,
      skipped,
    };
  });

  async function made(words: number) {
    return syntheticModel(words, titleCount, seed);
  }
}

async function workerGzip(folder: string): Promise<number> {
  await bundleWorker(folder);
  return gzipSync(await readFile(join(folder, "index.js")), { level: 9 }).length;
}

type PythonPeers = Pick<PredictReport, "peers" | "versions" | "skipped">;

async function pythonPeers(
  folder: string,
  data: string,
  held: string,
  levels: readonly string[],
): Promise<PythonPeers> {
  const nobody = (why: string) => ({
    peers: [],
    versions: {},
    skipped: [`fastText and scikit-learn: ${why}`],
  });
  if (!existsSync(data) || !existsSync(held)) return nobody(`${data} or ${held} is not there`);
  const python = findPython(["fasttext", "sklearn"]);
  if (python.kind === "unavailable") return nobody(python.why);
  const parameters = [peerScript("predict.py"), data, held, levels.join(",")];
  const env = { ...process.env, TMPDIR: folder };
  const running = promisify(execFile)(python.command, parameters, { maxBuffer: 1e8, env });
  const forget = cleanUpAtExit(() => running.child.kill());
  const { stdout } = await running.finally(forget);
  const found = JSON.parse(stdout) as { versions: Record<string, string>; results: PeerResult[] };
  return { peers: found.results, versions: found.versions, skipped: [] };
}
