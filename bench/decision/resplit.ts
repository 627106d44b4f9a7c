import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { fitDecisionRule } from "../../trainer/calibration/calibrate.ts";
import { predictionMetrics } from "../../trainer/evaluation/evaluate-model.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import { mean, shuffled } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";

/** A classifier's predictions for the titles of the pool, in one order for all. */
export type Classifier = {
  readonly name: string;
  readonly unseen: "unseen" | "none-unseen";
  readonly predictions: readonly LeaveClassOutPrediction[];
};

/** What the targets of one classifier came to; means over splits. */
export type Coverage = ReturnType<typeof resplit>[number];

type Metrics = ReturnType<typeof predictionMetrics>;

/** Splits the pool again and again, the same way for all classifiers. */
export function resplit(
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
        return found.find((one) => one.target === target) ?? { ...usual, answeredAt: fallback };
      });
      return {
        target,
        coverage: mean(answers.map(({ coverage }) => coverage)),
        accuracy: mean(answers.flatMap(({ accuracy }) => accuracy ?? [])),
        informationGain: mean(answers.map(({ informationGain }) => informationGain)),
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
  const isBroken = ({ accuracy, titles }: (typeof answering)[number]) =>
    accuracy < goal - 2 * Math.sqrt((goal * (1 - goal)) / titles);
  return {
    /** Share of the test titles answered at this level. */
    share: mean(here.map(({ share }) => share)),
    /** Over the splits in which the level answers; null if it never does. */
    accuracy: answering.length > 0 ? mean(answering.map(({ accuracy }) => accuracy)) : null,
    /** Splits whose accuracy is below the target by more than two binomial standard errors. */
    broken: answering.filter(isBroken).length,
    /** Splits in which the level answers nothing. */
    silent: here.length - answering.length,
  };
}

/** A row for each classifier and target: shares, accuracies and broken promises of each level. */
export function showCoverage(levels: readonly string[], results: readonly Coverage[]): string {
  const shown = (value: number | null | undefined) =>
    value == null || Number.isNaN(value) ? "-" : value.toFixed(3);
  const rows = results.flatMap(({ name, targets }) => targets.map((one) => ({ name, ...one })));
  const columns: Column<(typeof rows)[number]>[] = [
    ["", ({ name }) => name],
    ["target", ({ target }) => target?.toFixed(2) ?? "none"],
    ["answered", ({ coverage }) => shown(coverage)],
    ["right", ({ accuracy }) => shown(accuracy)],
    ["bits", ({ informationGain }) => shown(informationGain)],
    ...levels.flatMap((level, k): Column<(typeof rows)[number]>[] => [
      [level, (row) => shown(row.levels[k]?.share)],
      ["right", (row) => shown(row.levels[k]?.accuracy)],
      ["broken", (row) => String(row.levels[k]?.broken)],
      ["silent", (row) => String(row.levels[k]?.silent)],
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
