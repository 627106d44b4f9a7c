import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { countFeatures, vectoriser } from "../../shared/text/vocabulary.ts";
import { usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { classAtLevel, classesOfLevel } from "../../trainer/evaluation/level-classes.ts";
import { makeClassNameTitles } from "../../trainer/features/class-names.ts";
import { buildDesignMatrix } from "../../trainer/features/design-matrix.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Benchmark, Predictions } from "../catalogues/benchmark.ts";
import type { Versions } from "../harness/machine.ts";
import { readDoubles, writeArrays } from "./arrays.ts";
import { type PeerProcess, startPythonPeer } from "./peer-process.ts";

/** One classifier of others, with the features it gets and the classes that it is trained on. */
export type PeerMethod = {
  readonly name: string;
  readonly method: string;
  readonly features: "words" | "hedge" | "sentences" | "hedge and sentences" | "own";
  readonly classes: "leaves" | "top";
  /** What cross-validation chooses by, or null for what the library does without a choice. */
  readonly tuned: "errors" | "log-loss" | null;
};

/** What peers are trained with besides the rows. */
export type PeerTask = {
  /** hedge's own features; peers get the same ones, bit for bit. */
  readonly vocabulary: Parameters<typeof vectoriser>[0];
  /** Whether class names are offered as titles, as hedge has them. */
  readonly classNames: boolean;
  /** What cross-validation keeps together: the rows of a title, or nothing. */
  readonly foldsBy: "title" | "row";
};

/** What a classifier predicts, what it chose by cross-validation, and how long it took. */
export type Answer = {
  readonly predictions: Predictions;
  readonly chosen: string;
  readonly seconds: number;
};

type PeerAnswer = Omit<Answer, "predictions"> & {
  readonly failed?: string;
  readonly classes: readonly number[];
  readonly hasProbabilities: boolean;
};

/** Peers that wait to be asked. */
export type Classifiers = {
  readonly versions: Versions;
  /** Trains one of them and asks it. After a failure, even of the process, others can be asked. */
  predict(method: PeerMethod): Promise<Answer>;
};

/** Gives the peers the rows of a benchmark. Aborting `signal` ends what they are at. */
export function withClassifiers<T>(
  benchmark: Benchmark,
  task: PeerTask,
  use: (classifiers: Classifiers) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withTemporaryFolder("hedge-peers-", async (folder) => {
    const levels = writeRequest(folder, benchmark, task);
    const start = () => startPythonPeer(["sklearn"], ["accuracy", folder], usefulThreads(), signal);
    let peer: PeerProcess | null = await start();
    const predict = async ({ method, features, classes, tuned }: PeerMethod): Promise<Answer> => {
      const level = classes === "top" ? 0 : levels.length - 1;
      peer ??= await start();
      const answer = await peer.ask(JSON.stringify({ method, features, level, tuned })).catch((error) => {
        peer = null;
        throw error;
      });
      const { failed, chosen, seconds, hasProbabilities, ...found } = answer as PeerAnswer;
      if (failed !== undefined) throw new HedgeError("failed", failed);
      const predictions: Predictions =
        hasProbabilities && classes === "leaves"
          ? { kind: "probabilities", leaves: readDoubles(join(folder, "probabilities.f64")) }
          : { kind: "classes", nodes: found.classes.map((place) => levels[level]?.[place] ?? -1) };
      return { predictions, chosen, seconds };
    };
    try {
      return await use({ versions: peer.hello.versions, predict });
    } finally {
      peer?.close();
    }
  });
}

/** Writes `request.json` and the features as `README.md` in this folder describes them. */
export function writeRequest(
  folder: string,
  { tree, test, ...training }: Benchmark,
  { vocabulary, classNames, foldsBy }: PeerTask,
): number[][] {
  const levels = tree.taxonomy.levels.map((_, level) => classesOfLevel(tree, level + 1));
  const names = classNames ? makeClassNameTitles(tree) : { titles: [], labels: [] };
  const titles = [...training.titles, ...names.titles, ...test.map(({ title }) => title)];
  const leaves = [...Array.from(training.labels), ...names.labels].map((leaf) => tree.leaves[leaf] ?? 0);
  const labels = levels.map((nodes, level) =>
    leaves.map((leaf) => nodes.indexOf(classAtLevel(tree, leaf, level + 1))),
  );
  const counts = { training: training.titles.length, names: names.titles.length };
  const request = { titles, ...counts, labels, classes: levels.map((nodes) => nodes.length), foldsBy };
  writeFileSync(join(folder, "request.json"), JSON.stringify(request));
  const rows = titles.map(vectoriser(vocabulary));
  const { rowStart, rowFeature, rowValue } = buildDesignMatrix(rows, countFeatures(vocabulary));
  writeArrays(folder, { row_start: rowStart, row_feature: rowFeature, row_value: rowValue });
  return levels;
}
