import { hasTypicalMode } from "../../chains/start-near-mode.ts";
import { parameterLayout } from "../../model/problem.ts";
import { countLeftOut } from "../folds/make-folds.ts";
import { foldLengths } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { chooseKeepEvery, diskOf, type KeepEvery } from "../plan/disk.ts";
import { measureStep } from "../plan/measure-step.ts";
import { planRun, type RunPlan } from "../plan/plan-run.ts";
import type { PreparedData } from "../prepare-data.ts";
import { type NodeRows, type NodeSet, nodeProblem } from "./node-problems.ts";
import { nodeSizes } from "./node-size.ts";
import { stepCost } from "./run-node-chains.ts";
import { modeGradients } from "./sample-nodes.ts";

/**
 * Plans the run of a factorised model. A step is measured in the node with the most work; those of
 * the others are taken to be in proportion to their cost. Chains are many, so that machines share
 * them evenly.
 */
export function planNodes(
  options: TrainOptions,
  { calibration, folds, seconds: preparingSeconds, buildSeconds }: PreparedData,
  set: NodeSet,
  machines: number,
): RunPlan {
  const { chains, warmup, draws, threads, maxDisk = Number.POSITIVE_INFINITY } = options;
  const costOf = (rows: NodeRows) => stepCost(set, rows);
  const [largest] = set.nodes.toSorted((a, b) => costOf(b) - costOf(a));
  if (largest === undefined) throw new RangeError("there is no node to plan");
  const { problem } = nodeProblem(set, largest);
  const step = options.backend === "kernel" ? measureStep(problem) : null;
  const shared = {
    ...{ chains, warmup, draws, threads, folds: folds.length, isWarm: false },
    ...{ foldLengths: foldLengths(options, folds.length), maxDisk: Number.POSITIVE_INFINITY },
    learnsScales: parameterLayout(problem).freeGroups.length > 0,
    modeGradients: hasTypicalMode(problem) ? modeGradients : undefined,
  };
  const nodes = nodeSizes(set).map(({ rows, shape: { groups, columns }, features }) => ({
    size: {
      ...{ ...shared, shape: { groups, features, columns } },
      ...{ leaves: 0, calibrationTitles: 0, preparingSeconds: 0, buildSeconds: 0 },
    },
    step: step && { ...step, seconds: (step.seconds * costOf(rows)) / costOf(largest) },
  }));
  const predicted = folds.length > 0 ? countLeftOut(folds) : calibration.length;
  const { tree } = set.regression.problem;
  // What is done once for all nodes, and what all their coefficients take.
  const columns = tree.nodeCount - 1;
  const common = {
    ...{ ...shared, preparingSeconds, buildSeconds, calibrationTitles: predicted },
    leaves: tree.leaves.length,
  };
  const noStep = step && { ...step, seconds: 0 };
  const once = planRun({ ...common, shape: { groups: 0, features: 0, columns } }, noStep);
  const coefficients = nodes.reduce((sum, { size: { shape } }) => sum + shape.features * shape.columns, 0);
  const all = planRun({ ...common, shape: { groups: 0, features: coefficients / columns, columns } }, noStep);
  const plans = nodes.map((one) => planRun(one.size, one.step));
  const shareOf = (stage: "chains" | "folds") =>
    plans.reduce((sum, one) => sum + (one.seconds?.[stage] ?? 0), 0) / machines;
  const diskWith = (keepEvery: KeepEvery, which: "peak" | "kept") =>
    nodes.reduce((sum, { size }) => sum + diskOf(size, keepEvery)[which], 0);
  const keepEvery = chooseKeepEvery(shared, (every) => diskWith(every, "peak"), maxDisk);
  return {
    seconds: once.seconds &&
      all.seconds && {
        ...once.seconds,
        chains: shareOf("chains"),
        folds: once.seconds.folds + shareOf("folds"),
        packing: all.seconds.packing,
        calibration: all.seconds.calibration,
      },
    memory: Math.max(once.memory, ...plans.map(({ memory }) => memory)),
    disk: diskWith(keepEvery, "peak"),
    diskKept: diskWith(keepEvery, "kept"),
    keepEvery,
    machines,
  };
}
