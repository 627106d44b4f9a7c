import type { Model } from "../../shared/artifact/model.ts";
import { pathOf } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { fitDecision } from "../../trainer/calibration/calibrate.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { splitForCalibration } from "../../trainer/data/calibration-split.ts";
import type { LabelledRow } from "../../trainer/data/labelled-row.ts";
import { titlesOfLeaves } from "../../trainer/evaluation/evaluate-model.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "../../trainer/evaluation/out-of-distribution.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import type { UnseenFold } from "../../trainer/evaluation/unseen-children.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import {
  type LeaveClassOutPrediction,
  predictLeavingClassesOut,
} from "../../trainer/predictions/predict-titles.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { withoutParents } from "./without-parents.ts";

/** What a fold's strangers are answered at target 0.90, by contender; hedge and hedge with parts switched off come first. */
export type Compared = {
  readonly results: Readonly<Record<string, OutOfDistributionMetrics>>;
  readonly versions: Readonly<Record<string, string>>;
};

type Unseen = "unseen" | "none-unseen";
type Variant = { readonly name: string; readonly model: Model; readonly unseen: Unseen };

/** @param python that has scikit-learn; null leaves its logistic regression out */
export async function compareStrangers(
  file: string,
  fold: UnseenFold,
  training: Training,
  python: string | null,
): Promise<Compared> {
  const { model } = await loadModel(file);
  const { tree } = model;
  const titlesOf = (rows: readonly LabelledRow[]) => rows.map(({ title }) => title);
  const pathsOf = (rows: readonly LabelledRow[]) => rows.map(({ path }) => path);
  const dataSet = buildDataSet(
    { rows: fold.training, skipped: [] },
    { levels: training.levels, keepDuplicates: false },
  );
  const split = splitForCalibration(dataSet, training.calibration ?? 0, training.seed);
  const sole = classSpecificWords(tree, model.vocabulary.options, split.training);
  const groups = [
    split.calibrating,
    titlesOfLeaves(tree, titlesOf(fold.familiar), pathsOf(fold.familiar)),
    outOfDistributionTitles(tree, titlesOf(fold.strangers), pathsOf(fold.strangers)),
  ];
  const forecast = (variant: Model) =>
    groups.map((titles) => predictLeavingClassesOut(variant, titles, sole));
  const judge = (forecasts: readonly (readonly LeaveClassOutPrediction[])[], unseen: Unseen) => {
    const [calibrating = [], familiar = [], strangers = []] = forecasts;
    const rule = { tree, decision: fitDecision(tree, calibrating, unseen) };
    const target = rule.decision.calibration?.targets.find((one) => one.target === 0.9);
    return outOfDistributionMetrics(
      rule,
      calibratePredictions(rule, strangers),
      calibratePredictions(rule, familiar),
      target?.thresholds,
    );
  };
  const results = Object.fromEntries(
    variants(model).map(({ name, model: variant, unseen }) => [name, judge(forecast(variant), unseen)]),
  );
  if (python === null) return { results, versions: {} };
  const rows = split.training.titles.map((title, i) => ({
    title,
    path: pathOf(tree.taxonomy, tree.leaves[split.training.labels[i] ?? 0] ?? 0),
  }));
  const peer = await logisticRegression(
    python,
    tree,
    rows,
    groups.flat().map(({ title }) => title),
  );
  let at = 0;
  const peerParts = forecast(model).map((part) => part.map((own) => peer.forecast(at++, own)));
  return {
    results: { ...results, "logistic regression": judge(peerParts, "none-unseen") },
    versions: peer.versions,
  };
}

/** hedge, and hedge without each of the parts that should tell unseen classes. */
function variants(model: Model): Variant[] {
  const { posterior } = model;
  const blind = withoutParents(posterior, model.tree);
  return [
    { name: "hedge", model, unseen: "unseen" },
    {
      name: "hedge, new child as the prior",
      model: { ...model, posterior: { ...posterior, siblingSpread: 1 } },
      unseen: "unseen",
    },
    ...(blind === null
      ? []
      : [
          {
            name: "hedge, new child without its parent",
            model: { ...model, posterior: blind },
            unseen: "unseen" as const,
          },
        ]),
    { name: "hedge, no new child", model, unseen: "none-unseen" },
  ];
}
