import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { PackingLoss, TrainingSummary } from "../../shared/artifact/model.ts";
import { type PosteriorForm, posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { type TargetPromise, targetPromises } from "../calibration/target-promises.ts";
import { stoppedError } from "../chains/run-chains.ts";
import { finishRun } from "../chains/run-folder.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Diagnosis, SampledRun } from "../diagnostics/diagnose.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { ensureKernel } from "../kernel/build.ts";
import type { PredictedTitles } from "../predictions/predicted-titles.ts";
import type { Progress } from "../progress/progress.ts";
import { trackWholeRun } from "../progress/whole-run.ts";
import { calibrateModel } from "./calibrate-model.ts";
import type { TrainOptions } from "./options.ts";
import { packRun } from "./pack-run.ts";
import { planTraining, runStages } from "./plan-training.ts";
import { prepareData } from "./prepare-data.ts";
import { sampleChains } from "./sample-chains.ts";
import { sampleFolds } from "./sample-folds.ts";
import { summariseRun } from "./summarise-run.ts";

/** What a training run leaves behind. */
export type TrainResult = {
  /** The model file. */
  readonly model: string;
  readonly hash: string;
  readonly bytes: number;
  /** How the posterior is packed. */
  readonly posterior: PosteriorForm;
  /** What packing cost. */
  readonly loss: PackingLoss;
  readonly seconds: number;
  readonly summary: TrainingSummary;
  readonly diagnosis: Diagnosis;
  /** What the chains recorded. */
  readonly sampled: SampledRun;
  /** What the model promises of each target; nothing where nothing calibrates it. */
  readonly targets: readonly TargetPromise[];
  readonly dataSet: DataSet;
  /** Titles held out of training. */
  readonly heldOut: readonly string[];
  /** Predictions for the calibration titles before calibration; null without any. */
  readonly predicted: PredictedTitles | null;
  /** Where draws, traces and checkpoints are. */
  readonly folder: string;
};

/**
 * The whole run, from files of titles to a model file. Aborting `signal` saves the chains first.
 *
 * @param onSampled told the run folder when all chains are saved: nothing is lost from here on
 * @throws HedgeError for anything that a user can mend
 */
export async function trainModel(
  options: TrainOptions,
  progress: Progress,
  signal?: AbortSignal,
  onSampled: (folder: string) => void = () => {},
): Promise<TrainResult> {
  const began = performance.now();
  await ensureKernel();
  const data = await prepareData(options, progress);
  const plan = await planTraining(options, data, progress);
  const run = trackWholeRun(progress, runStages(plan, options, data));
  const folder = await sampleChains(options, data, run, signal);
  await sampleFolds(options, data, folder, run, signal);
  await checkStop(folder, signal);
  onSampled(folder);
  const { sampled, diagnosis, summary } = summariseRun(options, data, folder);
  const packing = run.start("packing", 1);
  const packed = await packRun(options, data, folder, summary);
  packing.advance(1);
  packing.finish();
  await checkStop(folder, signal);
  const { bytes, hash, decision, predicted } = await calibrateModel(options, data, folder, packed, run);
  await writeAtomically(options.out, bytes);
  run.finish();
  await finishRun(folder, basename(options.out), options.keepRun ?? false);
  return {
    model: options.out,
    hash,
    bytes: bytes.length,
    posterior: posteriorForm(packed.posterior),
    loss: packed.loss,
    seconds: (performance.now() - began) / 1000,
    summary,
    diagnosis,
    sampled,
    targets: targetPromises(decision),
    dataSet: data.dataSet,
    heldOut: data.heldOut?.titles ?? [],
    predicted,
    folder,
  };
}

/** Lets a signal arrive that came during long work, and ends the run if it did. */
async function checkStop(folder: string, signal?: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw stoppedError(folder);
}
