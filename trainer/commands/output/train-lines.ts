import { findRuns } from "../../chains/list-runs.ts";
import { formatDuration } from "../../progress/rate.ts";
import { showBytes } from "../../train/plan/describe-plan.ts";
import { describeRareTerms } from "../../train/terms/describe-terms.ts";
import type { TrainResult } from "../../train/train-model.ts";
import { showTargets } from "./target-lines.ts";
import { verdictLines } from "./verdict-lines.ts";

/**
 * A training run's result for people: the file, how good it is, what it promises, the verdict on
 * the sampling with a way on, and where the report is.
 *
 * @param quality how good the model is, in sentences
 */
export function trainText(
  result: Pick<
    TrainResult,
    "model" | "bytes" | "seconds" | "summary" | "targets" | "wrongLabels" | "folder" | "rare"
  >,
  quality: readonly string[],
  report: string,
): string {
  const { model, bytes, seconds, summary, targets, wrongLabels, folder, rare } = result;
  const kept = findRuns([folder]).map(({ bytes: size }) => ` (${showBytes(size)})`);
  return [
    `${model}: ${bytes.toLocaleString("en")} bytes, trained in ${formatDuration(seconds)} on ${summary.titles} titles`,
    ...(rare ? [`${describeRareTerms(rare)}.`] : []),
    ...quality,
    showTargets(targets, wrongLabels),
    ...verdictLines(summary, folder),
    `The draws are in ${folder}${kept.join("")}; the runs command lists such folders and removes old ones.`,
    `Report: ${report}`,
    "",
  ].join("\n");
}
