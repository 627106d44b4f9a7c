import type { TrainingSummary } from "../../../shared/artifact/model.ts";

/** Draws of a good verdict: effective ones of the worst quantity, for each chain. */
const enoughPerChain = 100;
/** Most that draws are multiplied by at a time. */
const mostMore = 8;

/**
 * The verdict on the sampling, its reasons, and how to go on from the draws that there are.
 *
 * @param folder the run folder
 */
export function verdictLines(
  { diagnostics, chains, drawsPerChain }: Pick<TrainingSummary, "diagnostics" | "chains" | "drawsPerChain">,
  folder: string,
): string[] {
  const { verdict, reasons, minBulkEss } = diagnostics;
  const head = `The sampling is ${verdict}${reasons.length > 0 ? ":" : "."}`;
  if (verdict === "good") return [head];
  const missing = (enoughPerChain * chains) / minBulkEss;
  const factor = Number.isFinite(missing) ? Math.min(mostMore, Math.max(2, missing)) : 2;
  const more = 50 * Math.ceil((factor * drawsPerChain) / 50);
  return [
    head,
    ...reasons.map((reason) => `  ${reason}`),
    `To add draws to these, give the same options and --resume ${folder} --draws ${more}.`,
  ];
}
