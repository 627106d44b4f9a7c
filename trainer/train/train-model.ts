import type { PackingLoss, TrainingSummary } from "../../shared/artifact/model.ts";
import { type PosteriorForm, posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../artifact/replace-decision.ts";
import { calibrate } from "../calibration/calibrate.ts";
import { chooseUnknownShare } from "../calibration/choose-unknown-share.ts";
import { matchPrior } from "../calibration/match-prior.ts";
import { placeholder, uncalibrated } from "../calibration/uncalibrated.ts";
import { diagnoseRun } from "../chains/diagnose-run.ts";
import { openDraws } from "../chains/draw-file.ts";
import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { beginRun, checkRun, runFolderBeside } from "../chains/run-folder.ts";
import { splitForCalibration } from "../data/calibration-split.ts";
import { readClassPrior } from "../data/class-prior.ts";
import { describeRows } from "../data/describe-rows.ts";
import type { Diagnosis } from "../diagnostics/diagnose.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { ensureKernel } from "../kernel/build.ts";
import { modelNutsOptions } from "../model/nuts-options.ts";
import { presets } from "../model/preset.ts";
import { presetRegression } from "../model/regression.ts";
import { withLogitNoise } from "../posterior/logit-noise.ts";
import { shiftedDraws } from "../posterior/shifted-draws.ts";
import { type CalibrationTitle, isDrawn } from "../predictions/calibration-title.ts";
import type { SeenTitles } from "../predictions/class-specific-words.ts";
import type { Progress } from "../progress/progress.ts";
import { isNoisy, runIdentity, trainingSummary } from "./describe-run.ts";
import type { TrainOptions } from "./options.ts";
import { checkModelFits, packModel } from "./pack-model.ts";
import { prepareData } from "./prepare-data.ts";

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
  /** Where draws, traces and checkpoints are. */
  readonly folder: string;
};

/**
 * The whole way from files of titles to a model file.
 *
 * @throws HedgeError for anything a user can mend; aborting `signal` saves the chains first
 */
export async function trainModel(
  options: TrainOptions,
  progress: Progress,
  signal?: AbortSignal,
): Promise<TrainResult> {
  const began = performance.now();
  await ensureKernel();
  const { dataSet, heldOut } = await prepareData(options);
  for (const line of describeRows(dataSet)) progress.say(line);
  if (heldOut) progress.say(`held out ${heldOut.titles.length} titles in ${heldOut.file}`);
  const { tree } = dataSet;
  const prior = await readClassPrior(options.classPrior ?? "data", tree);
  const { training, calibrating: apart } = splitForCalibration(
    dataSet,
    options.calibration ?? 0,
    options.seed,
  );
  if (apart.length > 0) progress.say(`${apart.length} titles are kept for calibration`);
  const calibrating: readonly CalibrationTitle[] = prior.shares
    ? matchPrior(apart, tree, dataSet.labels, prior.shares, options.seed)
    : apart;
  const drawn = calibrating.filter(isDrawn).length;
  if (drawn < apart.length)
    progress.say(`${drawn} of them set the thresholds: a sample with the class balance asked for`);

  const preset = presets[options.preset];
  const noise = isNoisy(options);
  const { vocabulary, problem, titles } = presetRegression({ ...preset, noise }, { ...training, tree });
  const { labels } = problem;
  const { features } = problem.design;
  checkModelFits(tree, vocabulary, options.maxBytes);
  const columns = tree.nodeCount - 1;
  const { levels } = tree.taxonomy;
  progress.say(
    `${features} features x ${columns} classes = ${(features * columns).toLocaleString("en")} coefficients`,
  );

  const folder = options.resume ?? runFolderBeside(options.out);
  const identity = runIdentity(options, dataSet);
  if (options.resume === undefined) await beginRun(folder, identity, options.chains);
  else checkRun(folder, identity);
  await runChains(
    {
      problem,
      backend: options.backend,
      nuts: modelNutsOptions(problem, options.warmup),
      draws: options.draws,
      seed: options.seed,
      probes: chooseProbes(problem, probeCount, options.seed),
      folder,
    },
    { chains: options.chains, threads: options.threads, ...(signal && { signal }) },
    progress,
  );

  const diagnosis = diagnoseRun(folder, options.chains, problem);
  const summary = trainingSummary(options, dataSet, training.titles.length, prior, diagnosis);
  const onDisk = openDraws(folder, options.chains, options.draws, {
    groups: tree.groups.length,
    features,
    columns,
  });
  const draws = noise ? withLogitNoise(onDisk, tree, options.seed) : onDisk;
  try {
    const packed = await packModel({
      draws: prior.shares ? shiftedDraws(draws, tree, labels, prior.shares) : draws,
      tree,
      vocabulary,
      decision: calibrating.length > 0 ? placeholder(levels.length) : uncalibrated(levels.length),
      training: summary,
      seen: training,
      unknownShare: preset.unknownShare,
      heldOut: heldOut?.titles ?? calibrating.map(({ title }) => title),
      maxBytes: options.maxBytes,
    });
    const { bytes, hash } =
      calibrating.length > 0
        ? await calibrated(packed.bytes, calibrating, { titles, labels }, progress)
        : packed;
    await writeAtomically(options.out, bytes);
    return {
      model: options.out,
      hash,
      bytes: bytes.length,
      posterior: posteriorForm(packed.posterior),
      loss: packed.loss,
      seconds: (performance.now() - began) / 1000,
      summary,
      diagnosis,
      folder,
    };
  } finally {
    onDisk.close();
  }
}

/** The model file with what the calibration titles teach. */
async function calibrated(
  packed: Uint8Array,
  titles: readonly CalibrationTitle[],
  seen: SeenTitles,
  progress: Progress,
): Promise<{ readonly bytes: Uint8Array; readonly hash: string }> {
  const task = progress.start("calibration", titles.length);
  const model = await readModel(packed);
  const unknownShare = chooseUnknownShare(model, titles);
  const posterior = { ...model.posterior, unknownShare };
  const decision = calibrate({ ...model, posterior }, titles, seen, (done) => task.advance(done));
  task.finish();
  return replaceDecision(packed, decision, unknownShare);
}
