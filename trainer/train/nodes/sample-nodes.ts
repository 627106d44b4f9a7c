import { mkdirSync } from "node:fs";
import { chooseProbes } from "../../chains/probes.ts";
import { foldFolder, nodeFolder } from "../../chains/run-folder.ts";
import type { Progress } from "../../progress/progress.ts";
import { matchFeatures, startFromDraw } from "../folds/initial-fold-parameters.ts";
import type { Fold } from "../folds/make-folds.ts";
import { foldLengths, foldSeed, foldStart, readDraw } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import { openNodeDraws } from "./node-draws.ts";
import { type NodeProblem, type NodeSet, nodeFeatures, nodeSet } from "./node-problems.ts";
import { probeCounts } from "./read-sampled-nodes.ts";
import { runNodeChains } from "./run-node-chains.ts";

/**
 * Runs the chains of all nodes, or goes on with them.
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
  const { chains, warmup, draws, seed, backend, threads } = options;
  const counts = probeCounts(set.nodes);
  await runNodeChains(
    { ...set, ...{ chains, warmup, draws, seed, backend, folder }, request: options },
    ({ node, problem }) => ({ probes: chooseProbes(problem, counts.get(node) ?? 0, seed) }),
    { threads, ...(signal && { signal }) },
    "nodes",
    progress,
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
  const { seed, backend, threads } = options;
  const lengths = foldLengths(options, folds.length);
  for (const [number, fold] of folds.entries()) {
    const own = foldFolder(folder, number);
    mkdirSync(own, { recursive: true });
    const regression = fold.buildRegression();
    const set = nodeSet(regression);
    const featureOf = matchFeatures(regression, full.regression);
    const ownSeed = foldSeed(seed, number);
    const starts = (problem: NodeProblem) =>
      startNode(options, full, folder, problem, featureOf, foldStart(options, number), ownSeed);
    await runNodeChains(
      {
        ...{ ...set, ...lengths, chains: 1, seed: ownSeed, backend, folder: own, request: options },
        nodes: set.nodes.filter(({ rows }) => rows.length > 0),
      },
      (problem) => ({ probes: [], initialParameters: starts(problem) }),
      { threads, ...(signal && { signal }) },
      `fold ${number + 1}`,
      progress,
    );
  }
}

/** Parameters of a fold's node: those of a draw of the same node on all titles. */
function startNode(
  { chains, draws }: TrainOptions,
  full: NodeSet,
  folder: string,
  { node, features, problem }: NodeProblem,
  featureOf: readonly number[],
  draw: number,
  seed: number,
): Float64Array {
  const rows = full.nodes.find((one) => one.node === node);
  if (rows === undefined) throw new RangeError(`node ${node} has no chains`);
  const ofAll = nodeFeatures(full.regression.problem.design, rows, full.dimensions);
  const local = new Map(Array.from(ofAll, (feature, k) => [feature, k]));
  const onDisk = openNodeDraws(nodeFolder(folder, node), { ...rows, features: ofAll }, chains, draws);
  try {
    const matched = Array.from(features, (feature) => local.get(featureOf[feature] ?? -1) ?? -1);
    return startFromDraw(problem, matched, readDraw(onDisk, draw), seed);
  } finally {
    onDisk.close();
  }
}
