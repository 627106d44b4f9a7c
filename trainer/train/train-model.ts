import { basename } from "node:path";
import type { PackingLoss, TrainingSummary } from "../../shared/artifact/model.ts";
import { type PosteriorForm, posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { type TargetPromise, targetPromises, wrongLabels } from "../calibration/target-promises.ts";
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
import { openRun, sampleChains } from "./sample-chains.ts";
import { sampleFolds } from "./sample-folds.ts";
import { summariseRun } from "./summarise-run.ts";
import type { RareTerms } from "./terms/fit-regression.ts";

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
  /** Share of the labels that look wrong. */
  readonly wrongLabels: number;
  readonly dataSet: DataSet;
  /** Which terms were left out so that the model fits; null for none. */
  readonly rare: RareTerms | null;
  /** Share of the weights of complement naive Bayes that the coefficients have. */
  readonly naiveBayes: number;
  /** Titles held out of training. */
  readonly heldOut: readonly string[];
  /** Predictions for the calibration titles before calibration; null without any. */
  readonly predicted: PredictedTitles | null;
  /** Where draws, traces and checkpoints are. */
  readonly folder: string;
};

/**
 * What a run is doing. While it samples, an abort saves the chains. Otherwise it can be ended at
 * any time: there is nothing to lose, or all of it is in the run folder.
 */
export type TrainStage =
  | { readonly kind: "preparing" }
  | { readonly kind: "sampling" | "packing"; readonly folder: string }
  | { readonly kind: "reporting"; readonly folder: string; readonly model: string };

/**
 * The whole run, from files of titles to a model file. Aborting `signal` saves the chains first.
 *
 * @param onStage told what the run does after preparing the data
 * @throws HedgeError for anything that a user can mend
 */
export async function trainModel(
  given: TrainOptions,
  progress: Progress,
  signal?: AbortSignal,
  onStage: (stage: TrainStage) => void = () => {},
): Promise<TrainResult> {
  const began = performance.now();
  await ensureKernel();
  const data = await prepareData(given, progress);
  const { plan, options: planned } = await planTraining(given, data, progress);
  const run = trackWholeRun(progress, runStages(plan, planned, data));
  const { folder, options } = await openRun(planned, data, plan.keepEvery);
  onStage({ kind: "sampling", folder });
  await sampleChains(options, data, folder, run, signal);
  await sampleFolds(options, data, folder, run, signal);
  onStage({ kind: "packing", folder });
  const { sampled, diagnosis, summary } = summariseRun(options, data, folder);
  const packing = run.start("packing", 1);
  const packed = await packRun(options, data, folder, summary);
  packing.advance(1);
  packing.finish();
  const { bytes, hash, decision, predicted } = await calibrateModel(options, data, folder, packed, run);
  await writeAtomically(options.out, bytes);
  onStage({ kind: "reporting", folder, model: options.out });
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
    wrongLabels: wrongLabels(decision, data.dataSet.tree),
    dataSet: data.dataSet,
    rare: data.rare,
    naiveBayes: data.choices.naiveBayes,
    heldOut: data.heldOut?.titles ?? [],
    predicted,
    folder,
  };
}
