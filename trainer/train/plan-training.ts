import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { drawShape } from "../chains/draw-file.ts";
import { ensureKernel } from "../kernel/build.ts";
import { parameterLayout } from "../model/problem.ts";
import type { Progress } from "../progress/progress.ts";
import type { RunStage } from "../progress/whole-run.ts";
import { foldLengths } from "./folds/run-fold-chains.ts";
import { planNodes } from "./nodes/plan-nodes.ts";
import type { TrainOptions } from "./options.ts";
import { describePlan, planWarnings } from "./plan/describe-plan.ts";
import { measureStep } from "./plan/measure-step.ts";
import { planRun, type RunPlan } from "./plan/plan-run.ts";
import { type PreparedData, prepareData } from "./prepare-data.ts";
import { countWorkers } from "./with-engine.ts";

/**
 * Plans a run from its data and from the time of a leapfrog step, which is measured. Tells
 * `progress` the plan, and what will not do.
 */
export async function planTraining(
  options: TrainOptions,
  data: PreparedData,
  progress: Progress,
): Promise<RunPlan> {
  const machines = Math.max(1, await countWorkers(options, progress));
  const plan = data.nodes
    ? planNodes(options, data, data.nodes, machines)
    : planFlat(options, data, machines);
  progress.say(describePlan(plan));
  const resources = { disk: await freeDisk(options.out), memory: process.availableMemory() };
  const calibrates = data.calibration.length > 0;
  for (const line of planWarnings(plan, resources, calibrates)) progress.say(`warning: ${line}`);
  return plan;
}

function planFlat(
  options: TrainOptions,
  { regression: { problem }, calibration, folds, seconds, buildSeconds }: PreparedData,
  machines: number,
): RunPlan {
  const step = options.backend === "kernel" ? measureStep(problem) : null;
  const { chains, warmup, draws, threads } = options;
  return planRun(
    {
      ...{ chains, warmup, draws, threads, machines, buildSeconds },
      preparingSeconds: seconds,
      leaves: problem.tree.leaves.length,
      isWarm: options.from !== undefined,
      shape: drawShape(problem),
      calibrationTitles: calibration.length,
      folds: folds.length,
      foldLengths: foldLengths(options, folds.length),
      maxDisk: options.maxDisk ?? Number.POSITIVE_INFINITY,
      learnsScales: parameterLayout(problem).freeGroups.length > 0,
    },
    step,
  );
}

/** The plan of a run that is not made: its data are read, and nothing is written. */
export async function planOnly(options: TrainOptions, progress: Progress): Promise<RunPlan> {
  await ensureKernel();
  const data = await prepareData({ ...options, plan: true }, progress);
  return await planTraining(options, data, progress);
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
