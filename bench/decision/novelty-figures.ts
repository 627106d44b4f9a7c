import type { Model } from "../../shared/artifact/model.ts";
import { measureNovelty } from "../../shared/decision/novelty.ts";
import { ancestry } from "../../shared/tree/taxonomy.ts";
import { inHashOrder } from "../../trainer/data/in-hash-order.ts";
import type { LabelledRow } from "../../trainer/data/rows/labelled-row.ts";
import { auroc } from "../../trainer/evaluation/auroc.ts";
import { unseenFolds } from "../../trainer/evaluation/unseen-children.ts";
import {
  type CalibratedPrediction,
  decidePrediction,
  unseenScore,
} from "../../trainer/predictions/calibrated-predictions.ts";

/** Titles of known classes, or of new ones, and what a model predicts for them. */
export type Group = {
  readonly name: string;
  readonly titles: readonly string[];
  readonly predictions: readonly CalibratedPrediction[];
};

/** Leaves out top classes, then lower classes of the others. The first group is of known ones. */
export function leaveOutClasses(rows: readonly LabelledRow[], top: number, lower: number, seed: number) {
  const labels = [...new Set(rows.map(({ path }) => path[0] ?? ""))];
  const out = inHashOrder(labels, (label) => [seed, label]).slice(0, top);
  const isOut = ({ path }: LabelledRow) => out.includes(path[0] ?? "");
  const outside = rows.filter(isOut);
  const titles = new Set(outside.map(({ title }) => title));
  const others = rows.filter((row) => !isOut(row) && !titles.has(row.title));
  const [fold] = unseenFolds(others, lower, 1, seed);
  const { children = [], training = [], inDistribution = [], outOfDistribution = [] } = fold ?? {};
  const groups = Object.entries({ known: inDistribution, outside, "new children": outOfDistribution });
  return {
    classes: [...out, ...children.map((path) => path.join(" > "))],
    kept: training,
    groups: groups.filter(([, own]) => own.length > 0),
  };
}

/**
 * What is answered to titles, as shares of them. `right` is the deepest right class that the model
 * has, `above` a class above it. `refused` are the answers that the tests made shallower.
 */
export function answerShares(
  { tree, decision }: Pick<Model, "tree" | "decision">,
  predictions: readonly CalibratedPrediction[],
  target: number | undefined,
) {
  const { calibration } = decision;
  const untested = { ...decision, calibration: calibration && { ...calibration, novelty: null } };
  const counts = { none: 0, right: 0, above: 0, wrong: 0, refused: 0 };
  const each = 1 / predictions.length;
  for (const prediction of predictions) {
    const { node } = decidePrediction({ tree, decision }, prediction, { target });
    const before = decidePrediction({ tree, decision: untested }, prediction, { target });
    if (before.node !== node) counts.refused += each;
    if (node === 0) counts.none += each;
    else if (node === prediction.raw.truth) counts.right += each;
    else counts[ancestry(tree.taxonomy, prediction.raw.truth).includes(node) ? "above" : "wrong"] += each;
  }
  return counts;
}

/** hedge's scores of the titles of all groups, one after the other; higher for new classes. */
export function ownScores({ tree, decision }: Model, groups: readonly Group[]): Record<string, number[]> {
  const all = groups.flatMap(({ predictions }) => predictions);
  const tests = decision.calibration?.novelty ?? { outsideWeights: [], weights: [], parentWeights: [] };
  const scores = all.map(({ raw }) => measureNovelty(tree, tests, raw).scores);
  return {
    "hedge, top level": scores.map((levels) => levels[0] ?? 0),
    "hedge, below": scores.map((levels) => levels.at(-1) ?? 0),
    "hedge, calibrated": all.map(unseenScore),
  };
}

/**
 * How well scores separate each group of new classes from the known ones. `pass at 95 %` is the
 * share of them that pass where 95 % of the known titles do (FPR at 95 % TPR), `refused at 3 %` the
 * share refused where 3 % of the known ones are.
 */
export function separateGroups(groups: readonly Group[], scores: Readonly<Record<string, number[]>>) {
  return Object.entries(scores).flatMap(([score, values]) => {
    const rest = [...values];
    const parts = groups.map(({ titles }) => rest.splice(0, titles.length));
    const known = (parts[0] ?? []).toSorted((a, b) => a - b);
    const shareAbove = (some: readonly number[], quantile: number) => {
      const cutoff = known[Math.ceil(quantile * known.length) - 1] ?? Number.NaN;
      return some.filter((one) => one > cutoff).length / some.length;
    };
    return parts.slice(1).map((novel, k) => ({
      score,
      titles: groups[k + 1]?.name ?? "",
      AUROC: auroc(novel, known),
      "pass at 95 %": 1 - shareAbove(novel, 0.95),
      "refused at 3 %": shareAbove(novel, 0.97),
    }));
  });
}
