import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { classAtLevel, classesOfLevel } from "../../trainer/evaluation/level-classes.ts";
import { makeClassNameTitles } from "../../trainer/features/class-names.ts";
import { buildDesignMatrix } from "../../trainer/features/design-matrix.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up-at-exit.ts";
import type { Benchmark, Predictions } from "../catalogues/benchmark.ts";
import { readDoubles, writeArrays } from "./arrays.ts";
import type { PeerProcess } from "./peer-process.ts";
import { startPythonPeer } from "./python.ts";

/** One classifier of others, with the features it gets and the classes that it is trained on. */
export type PeerMethod = {
  readonly name: string;
  readonly method: string;
  readonly features: "words" | "hedge" | "own";
  /** The leaves, or the top level alone. */
  readonly classes: "leaves" | "top";
  /** What cross-validation chooses by, or null for what the library does without a choice. */
  readonly tuned: "errors" | "log-loss" | null;
};

/** How the peers are to train. */
export type PeerTask = {
  /** hedge's own features; peers get the same ones, bit for bit. */
  readonly vocabulary: Parameters<typeof vectoriser>[0];
  /** Whether class names are offered as titles, as hedge has them. */
  readonly classNames: boolean;
  /** What cross-validation keeps together: the rows of a title, or nothing. */
  readonly foldsBy: "title" | "row";
};

/** The files whose text decides what peers answer. */
export const classifierSources = ["accuracy.py", "catalogue.py"] as const;

/** What a classifier says about the test titles, and how it came to say so. */
export type Answer = {
  readonly predictions: Predictions;
  /** What it was trained with. */
  readonly chosen: string;
  readonly seconds: number;
};

/** Peers that are ready to be trained on one benchmark. */
export type Classifiers = Awaited<ReturnType<typeof openClassifiers>>;

type PeerAnswer = Pick<Answer, "chosen" | "seconds"> & {
  /** Why there is no answer, if there is none. */
  readonly failed?: string;
  readonly classes: readonly number[];
  readonly hasProbabilities: boolean;
};

/**
 * Gives the peers the rows of a benchmark. Aborting `signal` ends what they are at.
 *
 * @throws HedgeError `failed` when they cannot start
 */
export async function openClassifiers(benchmark: Benchmark, task: PeerTask, signal?: AbortSignal) {
  const folder = mkdtempSync(join(tmpdir(), "hedge-peers-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = cleanUpAtExit(remove);
  const threads = usefulThreads();
  const start = () => startPythonPeer({ modules: ["sklearn"], task: ["accuracy", folder], threads }, signal);
  let peer: PeerProcess | null = null;
  const close = () => {
    peer?.close();
    forget();
    remove();
  };
  try {
    writeRequest(folder, benchmark, task);
    peer = await start();
  } catch (error) {
    close();
    throw error;
  }
  const levels = numberedClasses(benchmark.tree);
  return {
    versions: peer.hello.versions,
    close,
    /**
     * Trains one of them and asks it. After a failure, even of the whole process, others can be
     * asked.
     *
     * @throws HedgeError `failed` with what it complained of
     */
    predict: async ({ method, features, classes, tuned }: PeerMethod): Promise<Answer> => {
      const level = classes === "top" ? 0 : levels.length - 1;
      peer ??= await start();
      const answer = await peer.ask(JSON.stringify({ method, features, level, tuned })).catch((error) => {
        peer = null;
        throw error;
      });
      const { failed, chosen, seconds, hasProbabilities, ...found } = answer as PeerAnswer;
      if (failed !== undefined) throw new HedgeError("failed", failed);
      const nodes = () => found.classes.map((place) => levels[level]?.[place] ?? -1);
      const predictions: Predictions =
        hasProbabilities && classes === "leaves"
          ? { kind: "probabilities", leaves: readDoubles(join(folder, "probabilities.f64")) }
          : { kind: "classes", nodes: nodes() };
      return { predictions, chosen, seconds };
    },
  };
}

/** Nodes of the classes of each level as peers number them. The last level's are the leaves. */
function numberedClasses(tree: TreeIndex): number[][] {
  return tree.taxonomy.levels.map((_, level) => classesOfLevel(tree, level + 1));
}

/** "HEDF" and the version of the layout that `README.md` in this folder describes. */
const magic = 0x46444548;
const layoutVersion = 1;

/** Writes `request.json` and `features.bin` as `README.md` describes them. */
function writeRequest(folder: string, benchmark: Benchmark, task: PeerTask): void {
  const { tree, test } = benchmark;
  const names = task.classNames ? makeClassNameTitles(tree) : { titles: [], labels: [] };
  const titles = [...benchmark.titles, ...names.titles, ...test.map(({ title }) => title)];
  const leaves = [...Array.from(benchmark.labels), ...names.labels].map((leaf) => tree.leaves[leaf] ?? 0);
  const classes = numberedClasses(tree);
  const labels = classes.map((nodes, level) => {
    const placeOf = new Map(nodes.map((node, place) => [node, place]));
    return leaves.map((leaf) => placeOf.get(classAtLevel(tree, leaf, level + 1)) ?? -1);
  });
  const request = {
    ...{ titles, training: benchmark.titles.length, names: names.titles.length, labels },
    classes: classes.map((nodes) => nodes.length),
    foldsBy: task.foldsBy,
  };
  writeFileSync(join(folder, "request.json"), JSON.stringify(request));
  const features = 1 + task.vocabulary.terms.length;
  const { rows, rowStart, rowFeature, rowValue } = buildDesignMatrix(
    titles.map(vectoriser(task.vocabulary)),
    features,
  );
  const header = Int32Array.of(magic, layoutVersion, rows, features, rowFeature.length, 0, 0, 0);
  writeArrays(join(folder, "features.bin"), [header, rowStart, rowFeature, rowValue]);
}
