import { pathOf } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { titlesOfLeaves } from "../../trainer/evaluation/evaluate-model.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import { predictLeavingClassesOut } from "../../trainer/predictions/predict-titles.ts";
import { progressOn } from "../../trainer/progress/bars.ts";
import { trainingOf } from "../command-options.ts";
import { describeMachine } from "../machine.ts";
import { findPython } from "../peers/python.ts";
import { readDistinctRows } from "../read-distinct-rows.ts";
import { showMachine } from "../show-machine.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { type Contestant, resplit } from "./resplit.ts";
import { showCoverage } from "./show-coverage.ts";
import { type StudyArguments, studyCommand } from "./study-options.ts";

/**
 * Whether targets keep their promise: one training, then many random splits of the titles it did not see into calibration and test; hedge, and scikit-learn's logistic
 * regression on the same titles with the same rule.
 */
const command = studyCommand(
  "check:coverage",
  "What targets promise and what they keep, over random splits into calibration and test titles.",
)
  .option("--pool <share>", "share of the titles that training does not see", share, 0.48)
  .option("--calibration <share>", "share of these that calibrates, the others test", share, 0.3125)
  .option("--splits <n>", "random splits", wholeNumber(1), 100);

type Arguments = StudyArguments & { pool: number; calibration: number; splits: number };

await runCommand(command, async () => {
  const { data, pool, calibration, splits, json, ...given } = command.opts<Arguments>();
  const training = trainingOf(given, 0);
  const { levels, seed } = training;
  const rows = await readDistinctRows(data, training.title, levels);
  const { kept, heldOut } = splitByTitle(rows, pool, seed);
  const progress = progressOn();
  const found = await withTemporaryModel(kept, training, progress, async (file) => {
    const { model } = await loadModel(file);
    const { tree } = model;
    const dataSet = buildDataSet({ rows: kept, skipped: [] }, { levels, keepDuplicates: false });
    const sole = classSpecificWords(tree, model.vocabulary.options, dataSet);
    const titles = titlesOfLeaves(
      tree,
      heldOut.map(({ title }) => title),
      heldOut.map(({ path }) => path),
    );
    const task = progress.start("titles", titles.length);
    const forecasts = predictLeavingClassesOut(model, titles, sole, (done) => task.advance(done));
    task.finish();
    const contestants: Contestant[] = [
      { name: "hedge", unseen: "unseen", forecasts },
      { name: "hedge, no new child", unseen: "none-unseen", forecasts },
    ];
    const python = findPython(["sklearn"]);
    if (python.kind !== "found") {
      progress.say(`Without logistic regression: ${python.why}`);
      return { tree, titles, training: dataSet.titles.length, contestants, versions: {} };
    }
    const peer = await logisticRegression(
      python.command,
      tree,
      dataSet.titles.map((title, i) => ({
        title,
        path: pathOf(tree.taxonomy, tree.leaves[dataSet.labels[i] ?? 0] ?? 0),
      })),
      titles.map(({ title }) => title),
    );
    contestants.push({
      name: "logistic regression",
      unseen: "none-unseen",
      forecasts: forecasts.map((own, i) => peer.forecast(i, own)),
    });
    return { tree, titles, training: dataSet.titles.length, contestants, versions: peer.versions };
  });
  const task = progress.start("splits", splits);
  const results = resplit(found.tree, found.contestants, { splits, calibration, seed }, (done) =>
    task.advance(done),
  );
  task.finish();
  progress.close();
  const counts = { training: found.training, pool: found.titles.length, calibration, splits };
  if (json) {
    printJson({ machine: describeMachine(), versions: found.versions, ...counts, results });
    return;
  }
  process.stdout.write(showMachine(describeMachine(), seed, found.versions));
  process.stdout.write(
    `${counts.training} rows for training; ${splits} splits of ${counts.pool} others, ${calibration} of them for calibration\n`,
  );
  process.stdout.write(showCoverage(found.tree.taxonomy.levels, results));
});
