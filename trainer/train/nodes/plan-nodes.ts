import { parameterLayout } from "../../model/problem.ts";
import { foldLengths } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { chooseKeepEvery, diskOf, type KeepEvery } from "../plan/disk.ts";
import { measureStep } from "../plan/measure-step.ts";
import { planRun, type RunPlan, type StageSeconds } from "../plan/plan-run.ts";
import type { PreparedData } from "../prepare-data.ts";
import { type NodeRows, type NodeSet, nodeProblem } from "./node-problems.ts";
import { nodeSizes } from "./node-size.ts";
import { stepCost } from "./run-node-chains.ts";

/**
 * Plans the run of a factorised model. A step is measured in the node with the most work; those of
 * the others are taken to be in proportion to their cost.
 */
export function planNodes(
  options: TrainOptions,
  { calibration, folds, buildSeconds }: PreparedData,
  set: NodeSet,
): RunPlan {
  const { chains, warmup, draws, threads } = options;
  const costOf = (rows: NodeRows) => stepCost(set, rows);
  const [largest] = set.nodes.toSorted((a, b) => costOf(b) - costOf(a));
  if (largest === undefined) throw new RangeError("there is no node to plan");
  const { problem } = nodeProblem(set, largest);
  const secondsPerStep = options.backend === "kernel" ? measureStep(problem) : null;
  const shared = {
    ...{ chains, warmup, draws, threads, folds: folds.length },
    ...{ foldLengths: foldLengths(options, folds.length), maxDisk: Number.POSITIVE_INFINITY },
    learnsScales: parameterLayout(problem).freeGroups.length > 0,
  };
  const nodes = nodeSizes(set).map(({ rows, children, features }) => {
    const shape = { groups: 1, features, columns: children };
    const seconds = secondsPerStep && (secondsPerStep * costOf(rows)) / costOf(largest);
    return { size: { ...shared, shape, calibrationTitles: 0, buildSeconds: 0 }, seconds };
  });
  const predicted =
    folds.length > 0 ? folds.reduce((sum, { leftOut }) => sum + leftOut.length, 0) : calibration.length;
  const { nodeCount } = set.regression.problem.tree;
  // What is done once for all nodes.
  const whole = planRun(
    {
      ...{ ...shared, buildSeconds, calibrationTitles: predicted },
      shape: { groups: 0, features: 0, columns: nodeCount - 1 },
    },
    0,
  );
  const plans = [...nodes.map(({ size, seconds }) => planRun(size, seconds)), whole];
  const stage = (name: keyof StageSeconds) => plans.reduce((sum, one) => sum + (one.seconds?.[name] ?? 0), 0);
  const diskWith = (keepEvery: KeepEvery, which: "peak" | "kept") =>
    nodes.reduce((sum, { size }) => sum + diskOf(size, keepEvery)[which], 0);
  const maxDisk = options.maxDisk ?? Number.POSITIVE_INFINITY;
  const keepEvery = chooseKeepEvery(shared, (every) => diskWith(every, "peak"), maxDisk);
  return {
    seconds: secondsPerStep === null ? null : sumStages(stage),
    memory: Math.max(...plans.map(({ memory }) => memory)),
    disk: diskWith(keepEvery, "peak"),
    diskKept: diskWith(keepEvery, "kept"),
    keepEvery,
  };
}

function sumStages(stage: (name: keyof StageSeconds) => number): StageSeconds {
  return {
    chains: stage("chains"),
    folds: stage("folds"),
    packing: stage("packing"),
    calibration: stage("calibration"),
  };
}
