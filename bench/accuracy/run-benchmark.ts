import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { type Training, withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { type Preset, presets } from "../../trainer/model/preset.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import { predictTitles } from "../../trainer/predictions/predict-titles.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { type Benchmark, flatRows, leavesOfFlat } from "../catalogues/benchmark.ts";
import { type KeptResults, resultKey } from "../harness/kept-results.ts";
import type { Versions } from "../harness/machine.ts";
import {
  type Answer,
  type Classifiers,
  classifierSources,
  openClassifiers,
  type PeerMethod,
  type PeerTask,
} from "../peers/classifiers.ts";
import { findPython, peerPackage } from "../peers/python.ts";
import { type Scores, score, titlesOfSmall } from "./score.ts";

/** hedge in one form. The features of the first form's preset are those that peers get. */
export type HedgeForm = { readonly name: string; readonly training: Training; readonly flat: boolean };

/** What one classifier has come to on one split. */
export type Run = Scores &
  Pick<Answer, "chosen" | "seconds"> & { readonly name: string; readonly who: "hedge" | "peer" };

/** All classifiers on one split. */
export type BenchmarkResult = Awaited<ReturnType<typeof runBenchmark>>;

/** The reason when a run was interrupted. */
export const stopped = "the run was stopped";

/**
 * Trains and scores all classifiers on one split. Every result is said, and kept, as soon as it is
 * there; one that is kept already is not computed again. A classifier that fails is left out, and
 * so are those that have not had their turn when `signal` is aborted.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  forms: readonly [HedgeForm, ...HedgeForm[]],
  methods: readonly PeerMethod[],
  foldsBy: PeerTask["foldsBy"],
  kept: KeptResults<Run>,
  progress: Progress,
  signal: AbortSignal,
) {
  const runs: Run[] = [];
  // Who did not take part, and why.
  const leftOut: { name: string; why: string }[] = [];
  const leaveOut = (name: string, error: unknown) => {
    const why = signal.aborted ? stopped : reasonOf(error);
    leftOut.push({ name, why });
    progress.say(`${name}: left out: ${why}`);
  };
  const enter = async (who: Pick<Run, "name" | "who">, key: string, answer: () => Promise<Answer>) => {
    let run = kept.find(key);
    if (run === null) {
      try {
        signal.throwIfAborted();
        const { predictions, chosen, seconds } = await answer();
        run = { ...who, chosen, seconds, ...score(benchmark, predictions) };
      } catch (error) {
        return leaveOut(who.name, error);
      }
      kept.add(key, run);
    }
    runs.push({ ...run, ...who });
    progress.say(describeRun({ ...run, ...who }));
  };
  for (const { name, training, flat } of forms) {
    await enter({ name, who: "hedge" }, hedgeKey(benchmark, training, flat), () =>
      predictWithHedge(benchmark, training, flat, progress, signal),
    );
  }
  const { training } = forms[0];
  const { vocabulary } = presetRegression(presets[training.preset], benchmark);
  const task = { vocabulary, classNames: presets[training.preset].classNames, foldsBy };
  // On one level, the top level alone is what the leaves are.
  const asked = methods.filter(({ classes }) => classes === "leaves" || training.levels.length > 1);
  let peers: Classifiers | null = null;
  try {
    signal.throwIfAborted();
    peers = await openClassifiers(benchmark, task, signal);
    const hasFastText = findPython(["sklearn", "fasttext"]).kind === "found";
    const { versions, predict } = peers;
    const bar = progress.start("peers", asked.length);
    for (const [done, method] of asked.entries()) {
      const { name, features } = method;
      bar.advance(done, name);
      if (features === "own" && !hasFastText) leaveOut(name, "not installed");
      else
        await enter({ name, who: "peer" }, peerKey(benchmark, task, method, versions), () => predict(method));
    }
    bar.advance(asked.length);
    bar.finish();
  } catch (error) {
    if (peers !== null) throw error;
    leaveOut("all peers", error);
  } finally {
    peers?.close();
  }
  return {
    seed: training.seed,
    trainingRows: benchmark.titles.length,
    leaves: benchmark.tree.leaves.length,
    testRows: benchmark.test.length,
    unseen: benchmark.unseen,
    /** Test rows of leaves with few training titles. */
    smallRows: titlesOfSmall(benchmark).length,
    /** Features of hedge, the intercept included. */
    features: 1 + vocabulary.terms.length,
    ...{ runs, versions: (peers?.versions ?? {}) as Versions, leftOut },
  };
}

/**
 * Trains hedge and asks the model file for its predictive, without calibration.
 *
 * @param flat with all leaves directly below the root
 */
async function predictWithHedge(
  { tree, rows, test }: Benchmark,
  training: Training,
  flat: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<Answer> {
  const began = performance.now();
  const ask = async (file: string): Promise<Answer> => {
    const { model } = await loadModel(file);
    const places = flat ? leavesOfFlat(tree, model.tree) : tree.leaves.map((_, leaf) => leaf);
    const bar = progress.start("test titles", test.length);
    const titles = test.map(({ title }) => ({ title, leaf: 0 }));
    const found = predictTitles(model, titles, (done) => bar.advance(done));
    bar.finish();
    const leaves = new Float64Array(test.length * tree.leaves.length);
    found.forEach(({ nodes }, i) => {
      model.tree.leaves.forEach((node, leaf) => {
        leaves[i * tree.leaves.length + (places[leaf] ?? 0)] = nodes[node] ?? 0;
      });
    });
    const { chains, warmup, draws } = training;
    const { verdict, maxRHat } = model.training.diagnostics;
    return {
      predictions: { kind: "probabilities", leaves },
      chosen: `${chains} x (${warmup} + ${draws}), sampling ${verdict}, R-hat up to ${maxRHat.toFixed(2)}`,
      seconds: (performance.now() - began) / 1000,
    };
  };
  const [own, levels] = flat ? [flatRows(rows), ["path"]] : [rows, training.levels];
  return await withTemporaryModel(own, { ...training, levels }, progress, ask, signal);
}

/** Names a result of hedge by all that it depends on, so not by the number of threads. */
export function hedgeKey(benchmark: Benchmark, training: Training, flat: boolean): string {
  const { threads: _, preset, ...told } = training;
  const model = describePreset(presets[preset], benchmark.tree);
  return resultKey("hedge", model, sortEntries(told), flat, describeBenchmark(benchmark));
}

/** Names a result of a peer: its library, the files that train it, its features and rows. */
export function peerKey(
  benchmark: Benchmark,
  task: PeerTask,
  { name: _, ...method }: PeerMethod,
  versions: Versions,
): string {
  const sources = classifierSources.map((file) => readFileSync(join(peerPackage, file), "utf8"));
  return resultKey("peer", method, task, sources, versions, describeBenchmark(benchmark));
}

/** What a preset is on a tree, as a part of a key. */
export function describePreset({ scalePriors, ...preset }: Preset, tree: TreeIndex): unknown {
  return [sortEntries(preset), scalePriors(tree)];
}

/** What classifiers are trained and tested on, as a part of a key. */
export function describeBenchmark({ tree, titles, labels, test }: Benchmark): unknown {
  return { titles, labels: Array.from(labels), taxonomy: tree.taxonomy, test };
}

function sortEntries(record: object): unknown {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function describeRun({ name, chosen, levels }: Run): string {
  const accuracies = levels.map(({ accuracy }) => accuracy?.toFixed(4) ?? "-").join(", ");
  const loss = levels.at(-1)?.logLoss;
  return `${name}: accuracy ${accuracies}${loss == null ? "" : `, log-loss ${loss.toFixed(4)}`} (${chosen})`;
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
}
