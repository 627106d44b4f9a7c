import { Command, Option } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { mostExact } from "../../trainer/model/nuts-options.ts";
import { type PresetName, presetNames } from "../../trainer/model/preset-names.ts";
import { formatDuration } from "../../trainer/progress/rate.ts";
import { foldCount } from "../../trainer/train/folds/make-folds.ts";
import { foldLengths } from "../../trainer/train/folds/run-fold-chains.ts";
import { showBytes, totalSeconds } from "../../trainer/train/plan/describe-plan.ts";
import { planRun } from "../../trainer/train/plan/plan-run.ts";
import { runStudy } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { type CostModel, fitCost, problemSize, stepSeconds } from "./fit-cost.ts";
import { type CatalogueSize, type MeasuredSize, measureSize } from "./measured-size.ts";

const command = new Command("check:cost")
  .description(
    "Fit the cost of a run to synthetic catalogues, check it on others, and say what larger ones take.",
  )
  .addOption(new Option("--preset <name>", "how to train").choices(presetNames).default("quick"))
  .option("--seed <n>", "seed of the catalogues", wholeNumber(0, 0xffff_ffff), 1)
  .option("--most-titles <n>", "largest catalogue to measure", wholeNumber(5000), 50_000)
  .option("--json", "print the result as one JSON document");

type Arguments = { preset: PresetName; seed: number; mostTitles: number; json?: true };

const size = (titles: number, classes: number): CatalogueSize => ({ titles, classes });
/** Sizes that the formulas are fitted to, and others that they are checked on. */
const fitted = [
  ...[size(2000, 20), size(2000, 200), size(5000, 50), size(6000, 150), size(10_000, 100)],
  ...[size(10_000, 500), size(12_000, 200), size(20_000, 64), size(20_000, 1000), size(50_000, 200)],
];
const checked = [size(3000, 100), size(8000, 300), size(15_000, 150), size(30_000, 500), size(50_000, 600)];
/** Larger ones, with machines of eight threads. */
const asked = [
  { ...size(200_000, 890), machines: 1 },
  { ...size(200_000, 890), machines: 4 },
  { ...size(1_000_000, 500), machines: 1 },
  { ...size(1_000_000, 500), machines: 4 },
];
const threads = 8;

/** A measured size beside what the formulas say of it. */
function compare(model: CostModel, found: MeasuredSize, use: "fitted" | "checked") {
  const guessed = problemSize(model, found);
  return {
    use,
    ...found,
    /** Relative errors: of features, and of a step by measured sizes and by guessed ones. */
    featuresError: guessed.features / found.features - 1,
    stepError: stepSeconds(model, found) / found.secondsPerStep - 1,
    guessedStepError: stepSeconds(model, guessed) / found.secondsPerStep - 1,
  };
}

/** What a run of the defaults takes, as `train --plan` would say. */
function extrapolate(model: CostModel, catalogue: CatalogueSize, machines: number) {
  const guessed = problemSize(model, catalogue);
  const { features, columns, leaves, nonZeros } = guessed;
  const plan = planRun(
    {
      ...trainDefaults,
      threads,
      machines,
      folds: foldCount,
      learnsScales: false,
      isApproximate: features * columns > mostExact.flat,
      leaves,
      isWarm: false,
      preparingSeconds: 0,
      maxDisk: Number.POSITIVE_INFINITY,
      shape: { groups: 1 + columns - leaves, features, columns },
      titles: catalogue.titles,
      calibrationTitles: catalogue.titles,
      foldLengths: foldLengths(trainDefaults, foldCount),
      buildSeconds: model.building * nonZeros,
    },
    { seconds: stepSeconds(model, guessed), load: 1 },
  );
  return {
    ...catalogue,
    machines,
    features,
    seconds: totalSeconds(plan),
    memory: plan.memory,
    disk: plan.disk,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const columns: readonly Column<ReturnType<typeof compare>>[] = [
  ["titles", ({ titles }) => `${titles}`],
  ["classes", ({ classes }) => `${classes}`],
  ["", ({ use }) => use],
  ["features", ({ features }) => `${features}`],
  ["error", ({ featuresError }) => percent(featuresError)],
  ["ms a step", ({ secondsPerStep }) => (1000 * secondsPerStep).toFixed(1)],
  ["error", ({ stepError }) => percent(stepError)],
  ["with guessed sizes", ({ guessedStepError }) => percent(guessedStepError)],
];
const expectedColumns: readonly Column<ReturnType<typeof extrapolate>>[] = [
  ["titles", ({ titles }) => `${titles}`],
  ["classes", ({ classes }) => `${classes}`],
  [`machines of ${threads} threads`, ({ machines }) => `${machines}`],
  ["features", ({ features }) => features.toFixed(0)],
  ["time", ({ seconds }) => formatDuration(seconds ?? Number.NaN)],
  ["memory", ({ memory }) => showBytes(memory)],
  ["disk", ({ disk }) => showBytes(disk)],
];

await runStudy<Arguments>(command, async ({ options, progress }) => {
  await ensureKernel();
  const measure = (one: CatalogueSize) => {
    const found = measureSize(one, options.preset, options.seed);
    progress.say(
      `${one.titles} titles, ${one.classes} classes: ${(1000 * found.secondsPerStep).toFixed(1)} ms a step`,
    );
    return found;
  };
  const within = ({ titles }: CatalogueSize) => titles <= options.mostTitles;
  const fit = fitted.filter(within).map(measure);
  const model = fitCost(fit);
  const check = checked.filter(within).map(measure);
  const rows = [
    ...fit.map((found) => compare(model, found, "fitted")),
    ...check.map((found) => compare(model, found, "checked")),
  ];
  const expected = asked.map(({ machines, ...catalogue }) => extrapolate(model, catalogue, machines));
  const text = `${columnTable(columns, rows)}\n${columnTable(expectedColumns, expected)}`;
  return { figures: { model, rows, expected }, text };
});
