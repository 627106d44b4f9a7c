import type { DrawShape } from "../../chains/draw-file.ts";
import { canStartNearMode, modeGradients } from "../../chains/starts/near-mode.ts";
import { rowsKernelBytes } from "../../kernel/memory.ts";
import { isApproximate } from "../../model/nuts-options.ts";
import { parameterLayout } from "../../model/problem.ts";
import { countLeftOut } from "../folds/make-folds.ts";
import { foldLengths } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { chooseKeepEvery, diskOf, type KeepEvery } from "../plan/disk.ts";
import { measureStep, type StepTime } from "../plan/measure-step.ts";
import { type Planner, planRun, type RunPlan } from "../plan/plan-run.ts";
import type { PreparedData } from "../prepare-data.ts";
import { countNonZeros, type NodeRows, type NodeSet, nodeProblem } from "./node-problems.ts";
import type { NodeSize } from "./node-size.ts";
import { stepCost } from "./run-node-chains.ts";

/** The nodes of a regression with what planning needs to know of each. */
type TimedNodes = {
  readonly nodes: readonly {
    readonly shape: DrawShape;
    readonly rowBytes: number;
    readonly step: StepTime | null;
  }[];
  readonly learnsScales: boolean;
  readonly modeGradients: number | undefined;
};

/**
 * Builds the function that plans the run of a factorised model. Steps are measured in the nodes
 * with the most work; those of the others are taken to be in proportion to their cost. Chains are
 * many, so that machines share them evenly.
 */
export function nodePlanner(
  options: TrainOptions,
  data: PreparedData,
  set: NodeSet,
  machines: number,
): Planner {
  const timed = timeNodes(options, set, data.nodeSizes);
  return (lengths, isIdle = false) =>
    planNodes({ ...options, ...lengths }, data, set, timed, machines, isIdle);
}

/** So much of the work is measured, in at most so many nodes. */
const measured = { share: 0.8, nodes: 4 };

function timeNodes({ backend }: TrainOptions, set: NodeSet, nodeSizes: readonly NodeSize[]): TimedNodes {
  const sizes = nodeSizes.map((size) => ({ ...size, cost: stepCost(set, size.rows) }));
  const sorted = sizes.toSorted((a, b) => b.cost - a.cost);
  const total = sizes.reduce((sum, { cost }) => sum + cost, 0);
  const steps = new Map<NodeRows, StepTime>();
  const [largest] = sorted;
  if (largest === undefined) throw new RangeError("there is no node to plan");
  let [cost, seconds, load] = [0, 0, 1];
  for (const size of backend === "kernel" ? sorted.slice(0, measured.nodes) : []) {
    if (cost >= measured.share * total) break;
    const step = measureStep(nodeProblem(set, size.rows).problem);
    steps.set(size.rows, step);
    cost += size.cost;
    seconds += step.seconds;
    load = Math.max(load, step.load);
  }
  const { problem } = set.regression;
  return {
    nodes: sizes.map(({ rows, shape: { groups, columns }, features, leaves, cost: own }) => ({
      shape: { groups, features, columns },
      rowBytes: rowsKernelBytes({
        rows: rows.rows.length,
        nonZeros: countNonZeros(problem.design, rows),
        leaves,
      }),
      step: cost === 0 ? null : (steps.get(rows) ?? { seconds: (seconds * own) / cost, load }),
    })),
    learnsScales: parameterLayout(problem).freeGroups.length > 0,
    modeGradients: canStartNearMode(problem) ? modeGradients : undefined,
  };
}

function planNodes(
  options: TrainOptions,
  { calibration, folds, buildSeconds, ...data }: PreparedData,
  set: NodeSet,
  { nodes: timed, learnsScales, modeGradients: ofMode }: TimedNodes,
  machines: number,
  isIdle: boolean,
): RunPlan {
  const { chains, warmup, draws, threads, maxDisk = Number.POSITIVE_INFINITY } = options;
  const preparingSeconds = isIdle ? data.cpuSeconds : data.seconds;
  const shared = {
    ...{ chains, warmup, draws, threads, folds: folds.length, isWarm: false, learnsScales },
    ...{ foldLengths: foldLengths(options, folds.length), maxDisk: Number.POSITIVE_INFINITY },
    modeGradients: ofMode,
    titles: data.dataSet.titles.length,
  };
  const { problem } = set.regression;
  const nodes = timed.map(({ shape, rowBytes, step }) => ({
    size: {
      ...shared,
      shape,
      rowBytes,
      leaves: 0,
      calibrationTitles: 0,
      preparingSeconds: 0,
      buildSeconds: 0,
      isApproximate: isApproximate(problem, shape.features * shape.columns, options.backend, options, "node"),
    },
    step: step && (isIdle ? { ...step, load: 1 } : step),
  }));
  const [{ step } = { step: null }] = nodes;
  const predicted = folds.length > 0 ? countLeftOut(folds) : calibration.length;
  const { tree } = problem;
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
  const diskWith = (keepEvery: KeepEvery) => {
    const uses = nodes.map(({ size }) => diskOf(size, keepEvery));
    const kept = uses.reduce((sum, use) => sum + use.kept, 0);
    // Checkpoints are written by the chains under way, not by those of all nodes at once.
    const written = uses.reduce((most, use) => Math.max(most, use.written), 0);
    return { kept, peak: written + uses.reduce((sum, use) => sum + use.peak - use.written, 0) };
  };
  const keepEvery = chooseKeepEvery(shared, (every) => diskWith(every).peak, maxDisk);
  const disk = diskWith(keepEvery);
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
    disk: disk.peak,
    diskKept: disk.kept,
    keepEvery,
    machines,
    lengths: { chains, warmup, draws },
  };
}
