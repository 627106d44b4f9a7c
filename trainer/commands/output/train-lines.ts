import { formatDuration } from "../../progress/rate.ts";
import type { TrainResult } from "../../train/train-model.ts";
import { showForm, showLoss } from "./posterior-lines.ts";
import { showTargets } from "./target-lines.ts";

/** A training run's result for people. */
export function trainText({
  model,
  bytes,
  hash,
  posterior,
  loss,
  seconds,
  summary,
  targets,
}: TrainResult): string {
  const { verdict, reasons } = summary.diagnostics;
  return [
    `${model}: ${bytes} bytes, ${showForm(posterior)}, ${hash}`,
    showLoss(loss),
    `trained in ${formatDuration(seconds)} on ${summary.titles} titles; the sampling is ${verdict}`,
    ...reasons.map((reason) => `  ${reason}`),
    showTargets(targets),
    "",
  ].join("\n");
}
