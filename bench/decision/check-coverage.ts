import { loadModel } from "../../trainer/artifact/load-model.ts";
import { share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import { predictLeavingClassesOut } from "../../trainer/predictions/predict-titles.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { availablePeers } from "../harness/available-peers.ts";
import { type StudyArguments, studyCommand, trainingOf } from "../harness/options.ts";
import { runStudy } from "../harness/study.ts";
import { predictWithLogisticRegression } from "./logistic-regression.ts";
import { type Classifier, resplit, showCoverage } from "./resplit.ts";

/**
 * Whether targets keep their promise: one training, then many random splits of the titles it did
 * not see into calibration and test. hedge, and scikit-learn's logistic regression on the same
 * titles with the same rule.
 */
const command = studyCommand(
  "check:coverage",
  "What targets promise and what they keep, over random splits into calibration and test titles.",
)
  .option("--pool <share>", "share of the titles that training does not see", share, 0.48)
  .option("--calibration <share>", "share of these that calibrates, the others test", share, 0.3125)
  .option("--splits <n>", "random splits", wholeNumber(1), 100);

type Arguments = StudyArguments & { pool: number; calibration: number; splits: number };

await runStudy<Arguments>(command, async (options, progress) => {
  const { data, pool, calibration, splits, seed, levels } = options;
  const rows = await readDistinctRows(data, options.title, levels);
  const { kept, heldOut } = splitByTitle(rows, pool, seed);
  const benchmark = makeBenchmark(kept, heldOut, levels, false);
  const classifiers: Classifier[] = [];
  const versions = {};
  await withTemporaryModel(kept, trainingOf(options, 0), progress, async (file) => {
    const { model } = await loadModel(file);
    const { options: features } = model.vocabulary;
    const specificWords = classSpecificWords(benchmark.tree, features, benchmark);
    const titles = benchmark.test.map(({ title, truth }) => ({ title, leaf: truth }));
    const task = progress.start("titles", titles.length);
    const predictions = predictLeavingClassesOut(model, titles, specificWords, (done) => task.advance(done));
    task.finish();
    classifiers.push(
      { name: "hedge", unseen: "unseen", predictions },
      { name: "hedge, no new child", unseen: "none-unseen", predictions },
    );
    await availablePeers(
      ["logistic regression"],
      async (name) => {
        const peer = await predictWithLogisticRegression(benchmark, model.vocabulary, predictions);
        classifiers.push({ name, unseen: "none-unseen", predictions: peer.predictions });
        Object.assign(versions, peer.versions);
      },
      (name, why) => progress.say(`Without ${name}: ${why}`),
    );
  });
  const task = progress.start("splits", splits);
  const results = resplit(benchmark.tree, classifiers, { splits, calibration, seed }, task.advance);
  task.finish();
  const [training, others] = [benchmark.titles.length, benchmark.test.length];
  const sizes = `${training} rows for training; ${splits} splits of ${others} others, ${calibration} of them for calibration`;
  return {
    figures: { versions, training, pool: others, calibration, splits, results },
    text: `${sizes}\n${showCoverage(levels, results)}`,
    ...{ seed, versions },
  };
});
