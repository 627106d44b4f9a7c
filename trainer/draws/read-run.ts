import { existsSync, statSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import { type DrawShape, drawBytes, drawFile, openDraws } from "../chains/draw-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { chainFiles } from "../chains/run-folder.ts";
import { readTrace, type TraceLine } from "../chains/trace.ts";

/** The iterations of all chains after warm-up, equally many of each. */
export type RunTraces = {
  readonly traces: readonly (readonly TraceLine[])[];
  /** Draws of each chain. */
  readonly draws: number;
  /** Draws that some chains have beyond those. */
  readonly dropped: number;
};

/**
 * Reads what the chains of a run folder recorded. Of a run that was stopped, each chain has as many
 * draws as the shortest.
 *
 * @throws HedgeError `bad-input` for a folder without chains or draws
 */
export function readRun(folder: string): RunTraces {
  const traces: TraceLine[][] = [];
  while (existsSync(chainFiles(folder, traces.length).trace)) traces.push(readTrace(folder, traces.length));
  if (traces.length === 0) {
    throw new HedgeError(
      "bad-input",
      `"${folder}" is no run folder; name the one beside the model, such as models/model.run.`,
    );
  }
  const draws = Math.min(...traces.map((trace) => trace.length));
  if (draws === 0)
    throw new HedgeError("bad-input", `A chain of "${folder}" has no draws yet; go on with --resume.`);
  const all = traces.reduce((sum, trace) => sum + trace.length, 0);
  return {
    traces: traces.map((trace) => trace.slice(0, draws)),
    draws,
    dropped: all - draws * traces.length,
  };
}

/**
 * Opens the coefficients of a run.
 *
 * @throws HedgeError `bad-input` where the folder does not have them, or not those of the model
 */
export function openCoefficients(
  folder: string,
  { traces, draws }: RunTraces,
  shape: DrawShape,
): PosteriorDraws & { close(): void } {
  traces.forEach((_, chain) => {
    const { path, isHalf } = drawFile(folder, chain);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const bytes = drawBytes(shape, isHalf);
    if (size >= draws * bytes && size % bytes === 0) return;
    throw new HedgeError(
      "bad-input",
      `"${folder}" does not have the coefficients of every draw of this model; name the model of the run with --model, or train again, with a larger --max-disk if it kept some draws only.`,
    );
  });
  return openDraws(folder, traces.length, draws, shape);
}
