import { loadModel } from "../../trainer/artifact/load-model.ts";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { titlesOfLeaves } from "../../trainer/evaluation/evaluate-model.ts";
import { outOfDistributionTitles } from "../../trainer/evaluation/out-of-distribution.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { predictTitles } from "../../trainer/predictions/predict-titles.ts";
import { readDistinctRows } from "../catalogues/benchmark.ts";
import { type StudyArguments, studyCommand, trainingOf } from "../harness/options.ts";
import { attempt, runStudy } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { startPythonPeer } from "../peers/peer-process.ts";
import { answerShares, type Group, leaveOutClasses, ownScores, separateGroups } from "./novelty-figures.ts";

const command = studyCommand(
  "check:novelty",
  "Answers to titles of classes left out of training, and scores beside those of peers.",
)
  .option("--top <n>", "top classes to leave out", wholeNumber(0), 3)
  .option("--lower <n>", "further lower classes to leave out", wholeNumber(0), 10)
  .option("--choices <n>", "random choices of classes, with the seeds from --seed on", wholeNumber(1), 3);

type Arguments = StudyArguments & { top: number; lower: number; choices: number };
await runStudy<Arguments>(command, async (study) => {
  const { data, title, levels, top, lower, choices, seed } = study.options;
  const training = trainingOf(study.options, 0.15);
  const rows = await readDistinctRows(data, title, levels);
  const results: Result[] = [];
  for (let choice = seed; choice < seed + choices; choice++) {
    const { classes, kept, groups: given } = leaveOutClasses(rows, top, lower, choice);
    const result = await withTemporaryModel(kept, training, study.progress, async (file) => {
      const { model } = await loadModel(file);
      const groups = given.map(([name, own]): Group => {
        const find = name === "known" ? titlesOfLeaves : outOfDistributionTitles;
        const [titles, paths] = [own.map((row) => row.title), own.map(({ path }) => path)];
        const found = find(model.tree, titles, paths);
        const predictions = calibratePredictions(model, predictTitles(model, found));
        return { name, titles: found.map((row) => row.title), predictions };
      });
      const answers = groups.flatMap(({ name, predictions }) =>
        [undefined, 0.8, 0.9, 0.95].map((target) => ({
          titles: name,
          target: target?.toFixed(2) ?? "none",
          ...answerShares(model, predictions, target),
        })),
      );
      return { groups, answers, scores: ownScores(model, groups) };
    });
    await attempt(study, "scikit-learn", async () => {
      const peer = await startPythonPeer(["sklearn"], ["novelty"]);
      const request = { training: kept, titles: result.groups.flatMap(({ titles }) => titles) };
      Object.assign(result.scores, await peer.ask(JSON.stringify(request)).finally(peer.close));
      Object.assign(study.versions, peer.hello.versions);
    });
    results.push({
      classes,
      answers: result.answers,
      scores: separateGroups(result.groups, result.scores),
    });
  }
  return { figures: { results }, text: results.map(show).join("") };
});

type Row = Readonly<Record<string, string | number>>;
type Result = Readonly<{ classes: readonly string[]; answers: readonly Row[]; scores: readonly Row[] }>;

function show({ classes, answers, scores }: Result): string {
  return [`\nleft out: ${classes.join("; ")}\n`, showRows(answers), showRows(scores)].join("\n");
}

function showRows(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {}).map((key): Column<Row> => {
    return [key, ({ [key]: value = "" }) => (typeof value === "number" ? value.toFixed(3) : value)];
  });
  return columnTable(columns, rows);
}
