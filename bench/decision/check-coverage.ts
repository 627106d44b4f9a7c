import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { fitDecisionRule } from "../../trainer/calibration/calibrate.ts";
import { share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { predictionMetrics } from "../../trainer/evaluation/evaluate-model.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import {
  type LeaveClassOutPrediction,
  predictLeavingClassesOut,
} from "../../trainer/predictions/predict-titles.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { type StudyArguments, studyCommand, trainingOf } from "../harness/options.ts";
import { mean, shuffled } from "../harness/statistics.ts";
import { runStudy } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { predictWithPeers } from "./peer-predictions.ts";

/** Whether targets keep their promise: one training, then many splits of the other titles. */
const command = studyCommand(
  "check:coverage",
  "What targets promise and what they keep, over random splits into calibration and test titles.",
)
  .option("--pool <share>", "share of the titles that training does not see", share, 0.48)
  .option("--calibration <share>", "share of these that calibrates, the others test", share, 0.3125)
  .option("--splits <n>", "random splits", wholeNumber(1), 100);

type Arguments = StudyArguments & { pool: number; calibration: number; splits: number };

await runStudy<Arguments>(command, async (study) => {
  const { options, progress } = study;
  const { data, title, pool, calibration, splits, seed, levels } = options;
  const { kept, heldOut } = splitByTitle(await readDistinctRows(data, title, levels), pool, seed);
  const benchmark = makeBenchmark(kept, heldOut, levels, false);
  const classifiers: Classifier[] = [];
  const howToTrain = { ...trainingOf(options, 0), calibratedLater: true };
  await withTemporaryModel(kept, howToTrain, progress, async (file) => {
    const { model } = await loadModel(file);
    const specificWords = classSpecificWords(benchmark.tree, model.vocabulary.options, benchmark);
    const titles = benchmark.test.map(({ title, truth }) => ({ title, leaf: truth }));
    const task = progress.start("titles", titles.length);
    const own = predictLeavingClassesOut(model, titles, specificWords, (done) => task.advance(done));
    task.finish();
    const peers = await predictWithPeers(study, benchmark, model.vocabulary, own);
    classifiers.push(
      { name: "hedge", unseen: "unseen", predictions: own },
      { name: "hedge, no new child", unseen: "none-unseen", predictions: own },
    );
    classifiers.push(...peers.map((peer) => ({ ...peer, unseen: "none-unseen" as const })));
  });
  const task = progress.start("splits", splits);
  const results = resplit(benchmark.tree, classifiers, options, task.advance);
  task.finish();
  const [training, others] = [benchmark.titles.length, benchmark.test.length];
  const sizes = `${training} rows for training; ${splits} splits of ${others} others, ${calibration} of them for calibration`;
  return { figures: { training, others, results }, text: `${sizes}\n${showCoverage(levels, results)}` };
});

type Classifier = {
  readonly name: string;
  readonly unseen: "unseen" | "none-unseen";
  readonly predictions: readonly LeaveClassOutPrediction[];
};

type Coverage = ReturnType<typeof resplit>[number];

type Metrics = ReturnType<typeof predictionMetrics>;

/** Splits the pool again and again, the same way for all classifiers. */
function resplit(
  tree: TreeIndex,
  classifiers: readonly Classifier[],
  { splits, calibration, seed }: { splits: number; calibration: number; seed: number },
  onSplit: (done: number) => void,
) {
  const count = classifiers[0]?.predictions.length ?? 0;
  const size = Math.round(calibration * count);
  const random = seedStream(seed, 0);
  const runs = classifiers.map((): Metrics[] => []);
  for (let split = 0; split < splits; split++) {
    const order = shuffled(count, random);
    classifiers.forEach(({ predictions, unseen }, k) => {
      const pick = (places: readonly number[]) => places.flatMap((place) => predictions[place] ?? []);
      const model = { tree, decision: fitDecisionRule(tree, pick(order.slice(0, size)), { unseen }) };
      runs[k]?.push(predictionMetrics(model, calibratePredictions(model, pick(order.slice(size)))));
    });
    onSplit(split + 1);
  }
  return classifiers.map(({ name }, k) => ({ name, ...summarise(tree, runs[k] ?? []) }));
}

function summarise(tree: TreeIndex, runs: readonly Metrics[]) {
  // Null is the rule without a demand.
  const targets = [null, ...(runs[0]?.targets.map(({ target }) => target) ?? [])];
  return {
    targets: targets.map((target) => {
      const answers = runs.map(({ targets: found, answers: usual, fallback }) => {
        return (
          found.find((one) => one.target === target) ?? { ...usual, promised: false, answeredAt: fallback }
        );
      });
      return {
        target,
        coverage: mean(answers.map(({ coverage }) => coverage)),
        accuracy: mean(answers.flatMap(({ accuracy }) => accuracy ?? [])),
        informationGain: mean(answers.map(({ informationGain }) => informationGain)),
        missed: answers.filter(({ accuracy, answeredAt }) => {
          const answered = answeredAt.slice(1).reduce((sum, { titles }) => sum + titles, 0);
          return isMissed(accuracy, answered, target ?? 0.9);
        }).length,
        promised: answers.filter(({ promised }) => promised).length,
        levels: tree.taxonomy.levels.map((_, level) => {
          const here = answers.flatMap(({ answeredAt }) => answeredAt[level + 1] ?? []);
          return summariseLevel(here, target ?? 0.9);
        }),
      };
    }),
    /** Mean calibration errors of each level, and what chance alone makes of them. */
    ece: tree.taxonomy.levels.map((_, level) => ({
      measured: mean(runs.map(({ levels }) => levels[level]?.ece ?? Number.NaN)),
      ofChance: mean(runs.map(({ levels }) => levels[level]?.eceOfChance ?? Number.NaN)),
    })),
  };
}

function summariseLevel(here: Metrics["fallback"], goal: number) {
  const answering = here.flatMap(({ accuracy, titles }) => (accuracy === null ? [] : [{ accuracy, titles }]));
  return {
    share: mean(here.map(({ share }) => share)),
    /** Over the splits in which the level answers; NaN if it never does. */
    accuracy: mean(answering.map(({ accuracy }) => accuracy)),
    missed: answering.filter(({ accuracy, titles }) => isMissed(accuracy, titles, goal)).length,
    unanswered: here.length - answering.length,
  };
}

/** Whether an accuracy is below a target by more than two binomial standard errors. */
function isMissed(accuracy: number | null, answers: number, target: number): boolean {
  return accuracy !== null && accuracy < target - 2 * Math.sqrt((target * (1 - target)) / answers);
}

/** A row for each classifier and target: shares, accuracies and broken promises of each level. */
function showCoverage(levels: readonly string[], results: readonly Coverage[]): string {
  const shown = (value = Number.NaN) => (Number.isNaN(value) ? "-" : value.toFixed(3));
  const rows = results.flatMap(({ name, targets }) => targets.map((one) => ({ name, ...one })));
  const columns: Column<(typeof rows)[number]>[] = [
    ["", ({ name }) => name],
    ["target", ({ target }) => target?.toFixed(2) ?? "none"],
    ["answered", ({ coverage }) => shown(coverage)],
    ["right", ({ accuracy }) => shown(accuracy)],
    ["missed", ({ missed }) => String(missed)],
    ["promised", ({ target, promised }) => (target === null ? "-" : String(promised))],
    ["bits", ({ informationGain }) => shown(informationGain)],
    ...levels.flatMap((level, k): Column<(typeof rows)[number]>[] => [
      [level, (row) => shown(row.levels[k]?.share)],
      ["right", (row) => shown(row.levels[k]?.accuracy)],
      ["missed", (row) => String(row.levels[k]?.missed)],
      ["no answer", (row) => String(row.levels[k]?.unanswered)],
    ]),
  ];
  const errors: Column<Coverage>[] = [
    ["", ({ name }) => name],
    ...levels.flatMap((level, k): Column<Coverage>[] => [
      [`ECE ${level}`, ({ ece }) => ece[k]?.measured.toFixed(4) ?? ""],
      ["of chance", ({ ece }) => ece[k]?.ofChance.toFixed(4) ?? ""],
    ]),
  ];
  return `${columnTable(columns, rows)}\n${columnTable(errors, results)}`;
}
