import type { AnswersMetrics } from "../../evaluation/answers.ts";
import type { Evaluation } from "../../evaluation/evaluate-model.ts";
import type { OutOfDistributionReport } from "../../evaluation/evaluate-out-of-distribution.ts";
import type { OutOfDistributionMetrics } from "../../evaluation/out-of-distribution.ts";
import { table } from "./table.ts";

const shown = (value: number | null) => value?.toFixed(4) ?? "-";

/** An evaluation for people, as tables. */
export function evaluationText(evaluation: Evaluation): string {
  const { titles, levels, fallback, answers, targets } = evaluation;
  const metrics = table(
    ["level", "accuracy", "log-loss", "ECE", "ECE of chance", "area"],
    levels.map(({ name, accuracy, logLoss, ece, eceOfChance, coverage }) => [
      name,
      ...[accuracy, logLoss, ece, eceOfChance, coverage.area].map(shown),
    ]),
  );
  const answeredAt = table(
    ["answered at", "titles", "share", "accuracy"],
    fallback.map(({ level, titles: count, share, accuracy }) => [
      level ?? "(no answer)",
      String(count),
      shown(share),
      shown(accuracy),
    ]),
  );
  const { precision, recall, f1 } = answers.hierarchical;
  const summary =
    `hierarchical precision ${shown(precision)}, recall ${shown(recall)}, F1 ${shown(f1)}; ` +
    `information gain ${answers.informationGain.toFixed(3)} bits a title\n`;
  return `${titles} titles\n\n${metrics}\n${answeredAt}\n${summary}${targets.length > 0 ? `\n${targetsText(targets)}` : ""}`;
}

/** A row for each target: accuracy of all answers, then share and accuracy at each level. */
function targetsText(targets: Evaluation["targets"]): string {
  const names = targets[0]?.answeredAt.slice(1).map(({ level }) => level ?? "") ?? [];
  const cells = (one: AnswersMetrics) =>
    one.answeredAt.slice(1).flatMap(({ share, accuracy }) => [shown(share), shown(accuracy)]);
  return table(
    ["target", "promised", "accuracy", ...names.flatMap((name) => [name, "right"]), "none", "F1", "bits"],
    targets.map((one) => [
      one.target.toFixed(2),
      one.promised ? "yes" : "no",
      shown(one.accuracy),
      ...cells(one),
      shown(1 - one.coverage),
      shown(one.hierarchical.f1),
      one.informationGain.toFixed(3),
    ]),
  );
}

const outOfDistributionHead = [
  "titles of",
  "number",
  "right parent",
  "wrong parent",
  "wrong child",
  "none",
  "AUROC",
];

function outOfDistributionCells(name: string, one: OutOfDistributionMetrics): string[] {
  const { titles, rightParent, wrongParent, wrongChild, none, auroc } = one;
  return [name, String(titles), ...[rightParent, wrongParent, wrongChild, none, auroc].map(shown)];
}

/** What titles of no class of the model are answered. */
export function outOfDistributionText({ outside, subcategory }: OutOfDistributionReport): string {
  return table(outOfDistributionHead, [
    ...(outside ? [outOfDistributionCells("no department", outside)] : []),
    ...(subcategory ? [outOfDistributionCells("an unseen subcategory", subcategory)] : []),
  ]);
}

/** What titles of held-out classes are answered, fold by fold. */
export function foldsText(folds: readonly OutOfDistributionMetrics[]): string {
  return table(
    outOfDistributionHead,
    folds.map((fold, k) => outOfDistributionCells(`the classes of fold ${k + 1}`, fold)),
  );
}
