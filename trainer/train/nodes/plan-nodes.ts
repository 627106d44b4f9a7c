import { drawBytes, drawShape } from "../../chains/draw-file.ts";
import { parameterLayout } from "../../model/problem.ts";
import { foldLengths } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { measureStep } from "../plan/measure-step.ts";
import { planRun, type RunPlan } from "../plan/plan-run.ts";
import type { PreparedData } from "../prepare-data.ts";
import { type NodeRows, type NodeSet, nodeProblem } from "./node-problems.ts";
import { stepCost } from "./run-node-chains.ts";

/** Bytes of a node of a calibration title: most titles have a probability for few nodes. */
const calibrationBytes = 70;

/**
 * Plans the run of a factorised model. A step is measured in the node with the most work; those of
 * the others are taken to be in proportion to their cost.
 */
export function planNodes(options: TrainOptions, data: PreparedData, set: NodeSet): RunPlan {
  const { chains, warmup, draws, threads } = options;
  const { calibration, folds, buildSeconds } = data;
  const predicted =
    folds.length > 0 ? folds.reduce((sum, { leftOut }) => sum + leftOut.length, 0) : calibration.length;
  const costOf = (rows: NodeRows) => stepCost(set, rows);
  const [largest] = set.nodes.toSorted((a, b) => costOf(b) - costOf(a));
  if (largest === undefined) throw new RangeError("there is no node to plan");
  const { problem } = nodeProblem(set, largest);
  const secondsPerStep = options.backend === "kernel" ? measureStep(problem) : null;
  const lengths = foldLengths(options, folds.length);
  const plans = set.nodes.map((rows) => {
    const own = rows === largest ? problem : nodeProblem(set, rows).problem;
    const shape = drawShape(own);
    const size = {
      ...{ shape, chains, warmup, draws, threads, buildSeconds: 0 },
      ...{ calibrationTitles: 0, folds: folds.length, foldLengths: lengths },
      learnsScales: parameterLayout(own).freeGroups.length > 0,
    };
    const plan = planRun(size, secondsPerStep && (secondsPerStep * costOf(rows)) / costOf(largest));
    return { plan, bytes: drawBytes(shape) };
  });
  const sum = (pick: (plan: RunPlan) => number) => plans.reduce((total, { plan }) => total + pick(plan), 0);
  const shape = { groups: 1, features: set.features, columns: set.regression.problem.tree.nodeCount - 1 };
  const whole = planRun(
    {
      ...{ shape: { ...shape, features: 0 }, chains, warmup, draws, threads, buildSeconds },
      ...{ calibrationTitles: predicted, folds: folds.length, foldLengths: lengths },
      learnsScales: false,
    },
    0,
  );
  const seconds =
    secondsPerStep === null
      ? null
      : {
          chains: sum(({ seconds: one }) => one?.chains ?? 0),
          folds: sum(({ seconds: one }) => one?.folds ?? 0) + (whole.seconds?.folds ?? 0),
          packing: sum(({ seconds: one }) => one?.packing ?? 0),
          calibration: sum(({ seconds: one }) => one?.calibration ?? 0) + (whole.seconds?.calibration ?? 0),
        };
  const memory =
    Math.max(...plans.map(({ plan }) => plan.memory)) + calibrationBytes * shape.columns * predicted;
  return { seconds, memory, disk: sum(({ disk }) => disk), diskKept: sum(({ diskKept }) => diskKept) };
}
