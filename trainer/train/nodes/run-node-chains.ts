import { mkdirSync } from "node:fs";
import type { ChainJob } from "../../chains/chain-job.ts";
import { type NamedJob, type RunOptions, runJobs } from "../../chains/run-chains.ts";
import { nodeFolder } from "../../chains/run-folder.ts";
import type { Backend } from "../../model/backend.ts";
import { type SamplerRequest, trainNutsOptions } from "../../model/nuts-options.ts";
import { seedStream } from "../../nuts/random.ts";
import type { Progress } from "../../progress/progress.ts";
import {
  countNonZeros,
  type NodeProblem,
  type NodeRows,
  type NodeSet,
  nodeProblem,
} from "./node-problems.ts";
import { summedProgress } from "./node-progress.ts";

/** The nodes of a regression, and what their chains have in common. */
export type NodeRun = NodeSet & {
  readonly chains: number;
  readonly warmup: number;
  readonly draws: number;
  /** Of so many draws one is kept. */
  readonly keepEvery: number;
  readonly seed: number;
  readonly backend: Backend;
  readonly request: SamplerRequest;
  /** Has a folder for every node. */
  readonly folder: string;
  /** What a stopped run goes on from. */
  readonly runFolder: string;
};

/** What the job of a chain has beside the common parts. */
type Own = Pick<ChainJob, "probes" | "initialParameters" | "modeGradients">;

/** Stream of a seed that the seeds of nodes come from. */
const stream = 0x6e6f6465;

/**
 * Runs the chains of all nodes as independent jobs, those of the largest problems first. The draws
 * of a node depend on the seed, its number and its rows alone, and not on the number of threads.
 *
 * @param own what the job of a node has for itself, called when a thread is free
 * @throws HedgeError as `runChains`
 */
export async function runNodeChains(
  run: NodeRun,
  own: (problem: NodeProblem) => Own,
  options: Omit<RunOptions, "chains">,
  name: string,
  progress: Progress,
): Promise<void> {
  const { chains, warmup, draws, keepEvery, folder, backend } = run;
  const costs = new Map<string, number>();
  const jobs: (NamedJob & { readonly cost: number })[] = [];
  for (const rows of run.nodes) {
    const cost = stepCost(run, rows);
    const seed = seedStream(run.seed, stream + rows.node)[0] ?? 0;
    for (let chain = 0; chain < chains; chain++) {
      const title = `node ${rows.node}, chain ${chain + 1}`;
      costs.set(title, cost);
      const create = () => {
        const ownFolder = nodeFolder(folder, rows.node);
        mkdirSync(ownFolder, { recursive: true });
        const problem = nodeProblem(run, rows);
        return {
          ...{ chain, backend, folder: ownFolder, seed, draws, keepEvery, problem: problem.problem },
          nuts: trainNutsOptions(problem.problem, warmup, backend, run.request, "node"),
          ...own(problem),
        };
      };
      jobs.push({ name: title, create, cost });
    }
  }
  jobs.sort((a, b) => b.cost - a.cost);
  const total = jobs.reduce((sum, { cost }) => sum + cost, 0) * (warmup + draws);
  const summed = summedProgress(progress, name, total, (title) => costs.get(title) ?? 0);
  await runJobs(jobs, { backend, folder: run.runFolder }, options, summed);
  summed.finish();
}

/**
 * What a step of a node costs, in multiplications: those of the gradient, and what a step takes
 * however small the problem is.
 */
export function stepCost({ regression, dimensions }: NodeSet, own: NodeRows): number {
  const nonZeros = countNonZeros(regression.problem.design, own);
  return (nonZeros + dimensions) * own.tree.leaves.length + 5000;
}
