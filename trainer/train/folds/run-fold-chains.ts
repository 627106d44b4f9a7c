import { mkdirSync } from "node:fs";
import { countDimensions } from "../../../shared/text/vocabulary.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { type RunOptions, runJobs } from "../../chains/run-chains.ts";
import { foldFolder } from "../../chains/run-folder.ts";
import type { Backend } from "../../model/backend.ts";
import { type SamplerRequest, trainNutsOptions } from "../../model/nuts-options.ts";
import type { Regression } from "../../model/regression.ts";
import { seedStream } from "../../nuts/random.ts";
import type { Progress } from "../../progress/progress.ts";
import { type DrawMap, mapFeatures, parametersFromDraw, readDraw } from "../starts/parameters-from-draw.ts";
import type { Fold } from "./make-folds.ts";

/** Lengths of the chains of a run. */
export type ChainLengths = { readonly chains: number; readonly warmup: number; readonly draws: number };

/** Lengths of the chain of a fold. */
export type FoldLengths = Pick<ChainLengths, "warmup" | "draws">;

/** A finished run of chains on all titles. */
export type FullRun = {
  readonly regression: Regression;
  /** As the chains made them. */
  readonly draws: PosteriorDraws;
  readonly lengths: ChainLengths;
  readonly request: SamplerRequest;
  readonly backend: Backend;
  readonly seed: number;
  readonly folder: string;
  /** Of so many draws of a fold one is kept. */
  readonly keepEvery: number;
};

/** First stream of a seed that the seeds of folds come from. */
const stream = 0x63726f73;

/** The seed of the chains of a fold. */
export function foldSeed(seed: number, fold: number): number {
  return seedStream(seed, stream + fold)[0] ?? 0;
}

/**
 * The draw of a run on all titles that the chains of a fold start from: the last of a chain.
 *
 * @param draws that the run has kept
 */
export function foldStart(chains: number, draws: number, fold: number): number {
  return ((fold % chains) + 1) * (draws / chains) - 1;
}

/** Iterations of all folds together, as a share of those of the run on all titles. */
const foldShare = 0.2;
/** Share of a fold's iterations that are not kept: they may still know the titles left out. */
const warmUpShare = 1 / 3;
const fewest = { warmup: 5, draws: 8 };
const most = { warmup: 20, draws: 40 };

/**
 * Iterations of a fold's chain. It starts where a chain of all titles is, so it has only to forget
 * the titles left out; and moments need few draws. `docs/decision.md` has the figures.
 */
export function foldLengths({ chains, warmup, draws }: ChainLengths, folds: number): FoldLengths {
  const iterations = (foldShare * chains * (warmup + draws)) / folds;
  const within = (value: number, bound: "warmup" | "draws") =>
    Math.max(fewest[bound], Math.min(most[bound], Math.round(value)));
  return {
    warmup: within(warmUpShare * iterations, "warmup"),
    draws: within((1 - warmUpShare) * iterations, "draws"),
  };
}

/**
 * Samples every fold's regression by one short chain that starts from the last draw of a chain of
 * all titles. A fold has a folder of its own in the run folder, and can be resumed as chains can.
 *
 * @throws HedgeError as `runChains`
 */
export async function runFoldChains(
  folds: readonly Fold[],
  { regression: full, draws, lengths, request, backend, seed, folder, keepEvery }: FullRun,
  options: Omit<RunOptions, "chains">,
  progress: Progress,
): Promise<void> {
  const { warmup, draws: kept } = foldLengths(lengths, folds.length);
  const jobs = folds.map((fold, number) => ({
    name: `fold ${number + 1}`,
    create: () => {
      const ownFolder = foldFolder(folder, number);
      mkdirSync(ownFolder, { recursive: true });
      const regression = fold.buildRegression();
      const ownSeed = foldSeed(seed, number);
      const last = foldStart(lengths.chains, draws.count, number);
      return {
        chain: 0,
        backend,
        folder: ownFolder,
        seed: ownSeed,
        draws: kept,
        keepEvery,
        probes: [],
        problem: regression.problem,
        nuts: trainNutsOptions(regression.problem, warmup, backend, request, "flat"),
        initialParameters: parametersFromDraw(
          regression.problem,
          readDraw(draws, last),
          mapFold(regression, full),
          ownSeed,
        ),
      };
    },
  }));
  await runJobs(jobs, { backend, folder }, options, progress);
}

/**
 * Where a draw of all titles has the features of a fold. The classes are the same, and so are the
 * dimensions of word vectors.
 */
export function mapFold(fold: Regression, full: Pick<Regression, "vocabulary">): DrawMap {
  const { tree } = fold.problem;
  const columns = tree.nodeCount - 1;
  return {
    featureOf: mapFoldFeatures(fold, full),
    columnOf: Int32Array.from({ length: columns }, (_, v) => v),
    groupOf: Int32Array.from(tree.groups, (_, group) => group),
    columns,
  };
}

/** The features of a fold among those of all titles; -1 where there is none. */
export function mapFoldFeatures(fold: Regression, full: Pick<Regression, "vocabulary">): Int32Array {
  const { terms } = full.vocabulary;
  return mapFeatures(fold.vocabulary.terms, countDimensions(fold.vocabulary), {
    terms: new Map(terms.map((term, index) => [term, index])),
    dimensions: countDimensions(full.vocabulary),
  });
}
