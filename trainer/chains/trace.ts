import { readFileSync } from "node:fs";
import type { Iteration } from "../nuts/chain.ts";
import { chainFiles } from "./run-folder.ts";

/** One line of a trace: an iteration and the quantities monitored. */
export type TraceLine = {
  readonly index: number;
  readonly warmUp: boolean;
  readonly logDensity: number;
  readonly energy: number;
  readonly acceptance: number;
  readonly stepSize: number;
  readonly depth: number;
  readonly steps: number;
  readonly end: Iteration["end"]["kind"];
  /** sigma of every group. */
  readonly scales: readonly number[];
  /** Logits of the probes, each less the mean logit of its row. */
  readonly logits: readonly number[];
};

/** Makes a line of the trace from an iteration. */
export function makeTraceLine(
  iteration: Iteration,
  scales: ArrayLike<number>,
  logits: ArrayLike<number>,
): TraceLine {
  const { index, isWarmUp, logDensity, energy, acceptance, stepSize, depth, steps, end } = iteration;
  return {
    index,
    warmUp: isWarmUp,
    logDensity,
    energy,
    acceptance,
    stepSize,
    depth,
    steps,
    end: end.kind,
    scales: Array.from(scales),
    logits: Array.from(logits),
  };
}

/** Reads the iterations of a chain after warm-up. */
export function readTrace(folder: string, chain: number): TraceLine[] {
  return readFileSync(chainFiles(folder, chain).trace, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as TraceLine)
    .filter(({ warmUp }) => !warmUp);
}
