import { readFileSync } from "node:fs";
import { join } from "node:path";
import { countFeatures } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { type Training, withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { type Preset, presets } from "../../trainer/model/preset.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { predictTitles } from "../../trainer/predictions/predict-titles.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { fitCatalogueVectors } from "../../trainer/words/catalogue-vectors.ts";
import { type Benchmark, flatRows, placeLeaves } from "../catalogues/benchmark.ts";
import { keptResult, resultKey } from "../harness/kept-results.ts";
import type { Versions } from "../harness/machine.ts";
import type { Answer, Classifiers, PeerMethod, PeerTask } from "../peers/classifiers.ts";
import { withClassifiers } from "../peers/classifiers.ts";
import { peerPackage } from "../peers/peer-process.ts";
import { type Scores, score, titlesOfSmall } from "./score.ts";

/** hedge in one form. The features of the first form's preset are those that peers get. */
type HedgeForm = { readonly name: string; readonly training: Training; readonly flat: boolean };

/** What takes part in the benchmark of one split. */
export type SplitPlan = {
  readonly benchmark: Benchmark;
  readonly forms: readonly [HedgeForm, ...HedgeForm[]];
  readonly methods: readonly PeerMethod[];
  readonly foldsBy: PeerTask["foldsBy"];
};

/** The scores of one classifier on one split. */
export type Run = Scores &
  Pick<Answer, "chosen" | "seconds"> & { readonly name: string; readonly who: "hedge" | "peer" };

/** The runs of one split, and who was left out. */
export type BenchmarkResult = Awaited<ReturnType<typeof runBenchmark>>;

/** Why a classifier is left out that an interrupt has ended. */
export const stopped = "the run was stopped";

/**
 * Trains and scores every classifier on one split. One that fails is left out and named.
 *
 * @param keep folder of results that need not be computed again; nothing is kept if absent
 */
export async function runBenchmark(
  { benchmark, forms, methods, foldsBy }: SplitPlan,
  keep: string | undefined,
  progress: Progress,
  signal: AbortSignal,
) {
  const runs: Run[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const leaveOut = (name: string, error: unknown) => {
    const why = signal.aborted ? stopped : reasonOf(error);
    leftOut.push({ name, why });
    progress.say(`${name}: left out: ${why}`);
  };
  const enter = async (who: Pick<Run, "name" | "who">, key: string, answer: () => Promise<Answer>) => {
    try {
      const found = await keptResult(keep, key, async () => {
        signal.throwIfAborted();
        const { predictions, chosen, seconds } = await answer();
        return { chosen, seconds, ...score(benchmark, predictions) };
      });
      runs.push({ ...who, ...found });
      const accuracies = found.levels.map(({ accuracy }) => accuracy?.toFixed(4) ?? "-").join(", ");
      const loss = found.levels.at(-1)?.logLoss?.toFixed(4) ?? "-";
      progress.say(`${who.name}: accuracy ${accuracies}, log-loss ${loss} (${found.chosen})`);
    } catch (error) {
      leaveOut(who.name, error);
    }
  };
  for (const { name, training, flat } of forms) {
    await enter({ name, who: "hedge" }, hedgeKey(benchmark, training, flat), () =>
      predictWithHedge(benchmark, training, flat, progress, signal),
    );
  }
  const { training } = forms[0];
  const preset = presets[training.preset];
  const { tables } = await fitCatalogueVectors(preset, training, benchmark.titles, progress);
  const { vocabulary } = presetRegression(preset, benchmark, tables);
  const task = { vocabulary, classNames: presets[training.preset].classNames, foldsBy };
  // On one level, the top level alone is what the leaves are.
  const asked = methods.filter(({ classes }) => classes === "leaves" || training.levels.length > 1);
  let versions: Versions | null = null;
  const askPeers = async (peers: Classifiers) => {
    versions = peers.versions;
    const bar = progress.start("peers", asked.length);
    for (const [done, method] of asked.entries()) {
      const { name } = method;
      bar.advance(done, name);
      const key = peerKey(benchmark, task, method, versions);
      await enter({ name, who: "peer" }, key, () => peers.predict(method));
    }
    bar.finish();
  };
  try {
    signal.throwIfAborted();
    await withClassifiers(benchmark, task, askPeers, signal);
  } catch (error) {
    if (versions !== null) throw error;
    leaveOut("all peers", error);
  }
  return {
    seed: training.seed,
    trainingRows: benchmark.titles.length,
    leaves: benchmark.tree.leaves.length,
    testRows: benchmark.test.length,
    unseen: benchmark.unseen,
    smallRows: titlesOfSmall(benchmark).length,
    features: countFeatures(vocabulary),
    runs,
    versions: (versions ?? {}) as Versions,
    leftOut,
  };
}

/** Trains hedge, flat or not, and asks the model file for its probabilities. */
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
    const bar = progress.start("test titles", test.length);
    const titles = test.map(({ title }) => ({ title, leaf: 0 }));
    const raw = predictTitles(model, titles, (done) => bar.advance(done));
    bar.finish();
    const found = calibratePredictions(model, raw).map(({ probabilities }) => probabilities);
    const leafProbabilities = found.flatMap(({ nodes }) => model.tree.leaves.map((node) => nodes[node] ?? 0));
    const leaves = Float64Array.from(leafProbabilities);
    const { chains, warmup, draws } = training;
    const { verdict, maxRHat } = model.training.diagnostics;
    return {
      predictions: { kind: "probabilities", leaves: flat ? placeLeaves(tree, model.tree, leaves) : leaves },
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
  return resultKey("hedge", model, told, flat, describeBenchmark(benchmark));
}

/** Names a result of a peer: its library, the files that train it, its features and rows. */
export function peerKey(
  benchmark: Benchmark,
  task: PeerTask,
  { name: _, ...method }: PeerMethod,
  versions: Versions,
): string {
  const source = ["accuracy.py", "estimators.py"].map((file) =>
    readFileSync(join(peerPackage, file), "utf8"),
  );
  return resultKey("peer", method, task, source, versions, describeBenchmark(benchmark));
}

/** A preset as JSON can hold it, with the priors that it has on a tree. */
export function describePreset({ scalePriors, ...preset }: Preset, tree: TreeIndex): unknown {
  return [preset, scalePriors(tree)];
}

/** What results on a benchmark depend on, as JSON can hold it. */
export function describeBenchmark({ tree, titles, labels, test }: Benchmark): unknown {
  return { titles, labels: Array.from(labels), taxonomy: tree.taxonomy, test };
}

/** The message of an error in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
}
