import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { drawShape } from "../chains/draw-file.ts";
import { readRunIdentity } from "../chains/run-folder.ts";
import { modeGradients } from "../chains/starts/near-mode.ts";
import { ensureKernel } from "../kernel/build.ts";
import { parameterLayout } from "../model/problem.ts";
import type { Progress } from "../progress/progress.ts";
import type { RunStage } from "../progress/whole-run.ts";
import { plannedFileBytes } from "./file-size.ts";
import { type ChainLengths, foldLengths } from "./folds/run-fold-chains.ts";
import { keptLengths } from "./identity/run-identity.ts";
import { findApproximate } from "./nodes/node-size.ts";
import { nodePlanner } from "./nodes/plan-nodes.ts";
import type { TrainOptions } from "./options.ts";
import { describeApproximate, describePlan, planWarnings } from "./plan/describe-plan.ts";
import { fitToTime } from "./plan/fit-to-time.ts";
import { measureStep } from "./plan/measure-step.ts";
import { type Planner, planRun, type RunPlan, type TrainingPlan } from "./plan/plan-run.ts";
import { type PreparedData, prepareData } from "./prepare-data.ts";
import { countWorkers } from "./with-engine.ts";

/**
 * Plans a run from its data and from the time of a leapfrog step, which is measured. Where the run
 * has a time limit, the lengths of its chains are chosen; a run that goes on has those that were.
 * Tells `progress` the plan, and what will not do.
 *
 * @returns the plan, and the options with the lengths of the chains
 * @throws HedgeError as `fitToTime`
 */
export async function planTraining(
  given: TrainOptions,
  data: PreparedData,
  progress: Progress,
): Promise<{ plan: TrainingPlan; options: TrainOptions }> {
  const machines = Math.max(1, await countWorkers(given, progress));
  const planOf = data.nodes
    ? nodePlanner(given, data, data.nodes, machines)
    : flatPlanner(given, data, machines);
  const options = { ...given, ...lengthsOf(given, data, planOf, progress) };
  const plan = { ...planOf(options), fileBytes: plannedFileBytes(data, given.maxBytes) };
  progress.say(describePlan(plan));
  const approximate = findApproximate(data, given);
  if (approximate) progress.say(describeApproximate(approximate));
  const resources = { disk: await freeDisk(options.out), memory: process.availableMemory() };
  const has = {
    calibrates: data.calibration.length > 0,
    dropsRareWords: data.regression.vocabulary.options.minDocumentFrequency > 1,
    maxBytes: given.maxBytes,
  };
  for (const line of planWarnings(plan, resources, has)) progress.say(`warning: ${line}`);
  return { plan, options };
}

/** The lengths of the chains of a run. */
function lengthsOf(
  options: TrainOptions,
  data: PreparedData,
  planOf: Planner,
  progress: Progress,
): ChainLengths {
  const { maxTime, resume, chains, warmup, draws } = options;
  if (maxTime === undefined) return { chains, warmup, draws };
  if (resume !== undefined) return { ...keptLengths(readRunIdentity(resume)), ...maxTime.fixed };
  return fitToTime(options, maxTime, data, planOf, progress);
}

function flatPlanner(options: TrainOptions, data: PreparedData, machines: number): Planner {
  const { calibration, folds, buildSeconds } = data;
  const { problem } = data.regression;
  const isApproximate = findApproximate(data, options) !== null;
  const step = options.backend === "kernel" ? measureStep(problem) : null;
  return ({ chains, warmup, draws }, isIdle = false) =>
    planRun(
      {
        chains,
        warmup,
        draws,
        threads: options.threads,
        machines,
        buildSeconds,
        preparingSeconds: isIdle ? data.cpuSeconds : data.seconds,
        leaves: problem.tree.leaves.length,
        isWarm: options.from !== undefined,
        shape: drawShape(problem),
        titles: data.dataSet.titles.length,
        calibrationTitles: calibration.length,
        folds: folds.length,
        foldLengths: foldLengths({ chains, warmup, draws }, folds.length),
        maxDisk: options.maxDisk ?? Number.POSITIVE_INFINITY,
        learnsScales: parameterLayout(problem).freeGroups.length > 0,
        isApproximate,
        // Exact chains find the posterior by themselves.
        modeGradients: isApproximate && options.from === undefined ? modeGradients : undefined,
      },
      step && isIdle ? { ...step, load: 1 } : step,
    );
}

/** The plan of a run that is not made: its data are read, and nothing is written. */
export async function planOnly(options: TrainOptions, progress: Progress): Promise<TrainingPlan> {
  await ensureKernel();
  const data = await prepareData({ ...options, plan: true }, progress);
  const { plan } = await planTraining(options, data, progress);
  return plan;
}

/**
 * The stages of a run with their expected times. Where these are not known, all of it is taken to
 * be sampling.
 */
export function runStages(
  { seconds }: RunPlan,
  { chains }: Pick<TrainOptions, "chains">,
  { folds, nodes }: Pick<PreparedData, "folds" | "nodes">,
): RunStage[] {
  const known = seconds ?? { chains: 1, folds: 0, packing: 0, calibration: 0 };
  return [
    nodes
      ? { prefix: "nodes", tasks: 1, seconds: known.chains }
      : { prefix: "chain ", tasks: chains, seconds: known.chains },
    { prefix: "fold ", tasks: Math.max(1, folds.length), seconds: known.folds },
    { prefix: "packing", tasks: 1, seconds: known.packing },
    { prefix: "calibration", tasks: 1, seconds: known.calibration },
  ];
}

/** Bytes free where a file is to be written; its folder may not be there yet. */
async function freeDisk(file: string): Promise<number> {
  let folder = dirname(resolve(file));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
