import type { AnswersMetrics } from "../../evaluation/answers.ts";
import type { Evaluation } from "../../evaluation/evaluate-model.ts";
import type { OutOfDistributionReport } from "../../evaluation/evaluate-out-of-distribution.ts";
import type { OutOfDistributionMetrics } from "../../evaluation/out-of-distribution.ts";
import type { UnknownLabel } from "../../evaluation/unknown-labels.ts";
import { table } from "./table.ts";

const shown = (value: number | null) => (value === null || Number.isNaN(value) ? "-" : value.toFixed(4));
/** Unknown labels that are written out. */
const listedLabels = 10;

/** What the columns mean, once for all tables. */
const legend = `Log-loss is in nats a title; ECE is the calibration error in 15 bins, of which chance alone makes
"ECE of chance"; "area" is the mean accuracy when the surest titles are answered first.
"answered at" is how deep the answers of the default go. Of a target, "promised" says whether the
calibration titles prove it, and "accuracy" how many of its answers are right. Each level has the
share answered there, and how much of that is right. "none" is the share without an answer; F1
and bits a title are hierarchical (docs/decision.md).
`;

/**
 * An evaluation for people: how good the model is in sentences, then tables and what they mean.
 *
 * @param quality the sentences
 */
export function evaluationText(evaluation: Evaluation, quality: readonly string[]): string {
  const { levels, fallback, answers, targets } = evaluation;
  const metrics = table(
    ["level", "accuracy", "log-loss", "ECE", "ECE of chance", "area", "titles"],
    levels.map(({ name, accuracy, logLoss, ece, eceOfChance, coverage, titles: count }) => [
      name,
      ...[accuracy, logLoss, ece, eceOfChance, coverage.area].map(shown),
      String(count),
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
  const ofTargets = targets.length > 0 ? `\n${targetsText(targets)}` : "";
  return `${quality.join("\n")}\n\n${metrics}\n${answeredAt}\n${summary}${ofTargets}\n${legend}`;
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

/** Labels that the model does not have, with their titles. None if it has all. */
export function unknownLabelLines(labels: readonly UnknownLabel[]): string[] {
  if (labels.length === 0) return [];
  const titles = labels.reduce((sum, one) => sum + one.titles, 0);
  const lines = labels.slice(0, listedLabels).map((label) => {
    const { path, titles: count } = label;
    return `  ${count} ${count === 1 ? "title" : "titles"}: "${path.join(" > ")}"${explainLabel(label)}`;
  });
  const more = labels.length - listedLabels;
  return [
    `${titles} titles have a class that the model does not know; they count on the levels above it:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more labels`] : []),
  ];
}

function explainLabel({ endsAbove, spelling }: UnknownLabel): string {
  if (endsAbove) return " ends above the lowest classes";
  if (spelling === null) return "";
  return `, perhaps "${spelling.join(" > ")}": --merge-labels takes it for that`;
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
