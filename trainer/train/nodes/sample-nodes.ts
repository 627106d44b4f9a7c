import { mkdirSync } from "node:fs";
import { shapeOf } from "../../../shared/tree/node-tree.ts";
import { chooseProbes } from "../../chains/probes.ts";
import { foldFolder, nodeFolder } from "../../chains/run-folder.ts";
import { canStartNearMode, modeGradients } from "../../chains/starts/near-mode.ts";
import type { Progress } from "../../progress/progress.ts";
import type { MadeDraws } from "../folds/kept-draws.ts";
import type { Fold } from "../folds/make-folds.ts";
import { foldLengths, foldSeed, foldStart, mapFoldFeatures } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { keepAll } from "../plan/disk.ts";
import { parametersFromDraw, readDraw } from "../starts/parameters-from-draw.ts";
import { withEngine } from "../with-engine.ts";
import { openNodeDraws } from "./node-draws.ts";
import { type NodeProblem, type NodeSet, nodeFeatures, nodeSet } from "./node-problems.ts";
import { probeCounts } from "./read-sampled-nodes.ts";
import { runNodeChains } from "./run-node-chains.ts";

/**
 * Runs the chains of all nodes, or goes on with them. Where scales are fixed they start near the
 * mode.
 *
 * @throws HedgeError as `runChains`
 */
export async function sampleNodes(
  options: TrainOptions,
  set: NodeSet,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { chains, warmup, draws, seed, backend, threads, keepEvery = keepAll } = options;
  const counts = probeCounts(set.nodes);
  await withEngine(options, progress, (engine) =>
    runNodeChains(
      {
        ...set,
        ...{ chains, warmup, draws, seed, backend, folder, runFolder: folder },
        request: options,
        keepEvery: keepEvery.chains,
      },
      ({ node, problem }) => ({
        probes: chooseProbes(problem, counts.get(node) ?? 0, seed),
        ...(canStartNearMode(problem) && { modeGradients }),
      }),
      { threads, ...engine, ...(signal && { signal }) },
      "nodes",
      progress,
    ),
  );
}

/**
 * Runs the chains of cross-fitting, one for every node of a fold, fold by fold. Each starts from a
 * draw of its node's chains on all titles.
 *
 * @throws HedgeError as `runChains`
 */
export async function sampleFoldNodes(
  options: TrainOptions,
  folds: readonly Fold[],
  full: NodeSet,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { chains, draws, seed, backend, threads, keepEvery = keepAll } = options;
  const made = { chains, draws, keepEvery: keepEvery.chains };
  const lengths = foldLengths(options, folds.length);
  await withEngine(options, progress, async (engine) => {
    for (const [number, fold] of folds.entries()) {
      const own = foldFolder(folder, number);
      mkdirSync(own, { recursive: true });
      const regression = fold.buildRegression();
      const set = nodeSet(regression, full.mostLeaves);
      const featureOf = mapFoldFeatures(regression, full.regression);
      const ownSeed = foldSeed(seed, number);
      const starts = (problem: NodeProblem) =>
        startNode({ ...full, folder, made }, problem, featureOf, number, ownSeed);
      await runNodeChains(
        {
          ...{ ...set, ...lengths, chains: 1, seed: ownSeed, backend },
          ...{ folder: own, runFolder: folder, request: options },
          keepEvery: keepEvery.folds,
          nodes: set.nodes.filter(({ rows }) => rows.length > 0),
        },
        (problem) => ({ probes: [], initialParameters: starts(problem) }),
        { threads, ...engine, ...(signal && { signal }) },
        `fold ${number + 1}`,
        progress,
      );
    }
  });
}

/** Parameters of a fold's node: those of a draw of the same node on all titles. */
function startNode(
  full: NodeSet & { readonly folder: string; readonly made: MadeDraws },
  { node, features, problem }: NodeProblem,
  featureOf: Int32Array,
  fold: number,
  seed: number,
): Float64Array {
  const rows = full.nodes.find((one) => one.node === node);
  if (rows === undefined) throw new RangeError(`node ${node} has no chains`);
  const ofAll = nodeFeatures(full.regression.problem.design, rows, full.dimensions);
  const local = new Map(Array.from(ofAll, (feature, k) => [feature, k]));
  const onDisk = openNodeDraws(nodeFolder(full.folder, node), { ...rows, features: ofAll }, full.made);
  try {
    const matched = Array.from(features, (feature) => local.get(featureOf[feature] ?? -1) ?? -1);
    const draw = readDraw(onDisk, foldStart(full.made.chains, onDisk.count, fold));
    const { columns, groups } = shapeOf(problem.tree);
    const map = { featureOf: matched, columnOf: inOrder(columns), groupOf: inOrder(groups), columns };
    return parametersFromDraw(problem, draw, map, seed);
  } finally {
    onDisk.close();
  }
}

function inOrder(length: number): Int32Array {
  return Int32Array.from({ length }, (_, k) => k);
}
