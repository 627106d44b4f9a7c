import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { fitDecision } from "../../trainer/calibration/calibrate.ts";
import { metricsOf } from "../../trainer/evaluation/evaluate-model.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import { shuffled } from "../shuffled.ts";

/** A classifier's forecasts of the titles of the pool, in one order for all. */
export type Contestant = {
  readonly name: string;
  readonly unseen: "unseen" | "none-unseen";
  readonly forecasts: readonly LeaveClassOutPrediction[];
};

/** What one target, or the rule without one, came to at one level; means over splits. */
export type LevelCoverage = {
  /** Share of the test titles answered at this level. */
  readonly share: number;
  /** Mean accuracy over the splits in which the level answers; null if it never does. */
  readonly accuracy: number | null;
  /** Splits whose accuracy is below the target by more than two binomial standard errors. */
  readonly broken: number;
  /** Splits in which the level answers nothing. */
  readonly silent: number;
};

export type Coverage = {
  readonly name: string;
  /** `target` null is the rule without a demand. */
  readonly targets: readonly {
    readonly target: number | null;
    /** Mean share of test titles with an answer, and mean accuracy of these. */
    readonly coverage: number;
    readonly accuracy: number;
    readonly informationGain: number;
    readonly levels: readonly LevelCoverage[];
  }[];
  /** Mean calibration errors of each level, and what chance alone makes of them. */
  readonly ece: readonly { readonly measured: number; readonly ofChance: number }[];
};

type Split = { readonly splits: number; readonly calibration: number; readonly seed: number };

/** Splits the pool again and again, the same way for all contestants. */
export function resplit(
  tree: TreeIndex,
  contestants: readonly Contestant[],
  { splits, calibration, seed }: Split,
  onSplit: (done: number) => void,
): Coverage[] {
  const count = contestants[0]?.forecasts.length ?? 0;
  const random = seedStream(seed, 0);
  const runs = contestants.map((): ReturnType<typeof metricsOf>[] => []);
  for (let split = 0; split < splits; split++) {
    const order = shuffled(count, () => nextUniform(random));
    const size = Math.round(calibration * count);
    contestants.forEach(({ forecasts, unseen }, k) => {
      const pick = (places: readonly number[]) => places.flatMap((place) => forecasts[place] ?? []);
      const model = { tree, decision: fitDecision(tree, pick(order.slice(0, size)), unseen) };
      runs[k]?.push(metricsOf(model, calibratePredictions(model, pick(order.slice(size)))));
    });
    onSplit(split + 1);
  }
  return contestants.map(({ name }, k) => ({ name, ...summarise(tree, runs[k] ?? []) }));
}

function summarise(tree: TreeIndex, runs: readonly ReturnType<typeof metricsOf>[]): Omit<Coverage, "name"> {
  const targets = [null, ...(runs[0]?.targets.map(({ target }) => target) ?? [])];
  return {
    targets: targets.map((target) => {
      const answers = runs.map(({ targets: found, answers: usual, fallback }) =>
        target === null
          ? { ...usual, answeredAt: fallback }
          : (found.find((one) => one.target === target) ?? { ...usual, answeredAt: fallback }),
      );
      return {
        target,
        coverage: mean(answers.map(({ coverage }) => coverage)),
        accuracy: mean(answers.flatMap(({ accuracy }) => accuracy ?? [])),
        informationGain: mean(answers.map(({ informationGain }) => informationGain)),
        levels: tree.taxonomy.levels.map((_, level) => {
          const here = answers.map(({ answeredAt }) => answeredAt[level + 1]);
          const accuracies = here.flatMap((one) => one?.accuracy ?? []);
          const goal = target ?? 0.9;
          const broken = here.filter(
            (one) =>
              one?.accuracy != null && one.accuracy < goal - 2 * Math.sqrt((goal * (1 - goal)) / one.titles),
          );
          return {
            share: mean(here.map((one) => one?.share ?? 0)),
            accuracy: accuracies.length > 0 ? mean(accuracies) : null,
            broken: broken.length,
            silent: here.length - accuracies.length,
          };
        }),
      };
    }),
    ece: tree.taxonomy.levels.map((_, level) => ({
      measured: mean(runs.map(({ levels }) => levels[level]?.ece ?? Number.NaN)),
      ofChance: mean(runs.map(({ levels }) => levels[level]?.eceOfChance ?? Number.NaN)),
    })),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
