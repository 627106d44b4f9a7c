import { HedgeError } from "../shared/errors.ts";
import { pool } from "../trainer/diagnostics/chains.ts";
import { mean } from "../trainer/diagnostics/moments.ts";
import { withTemporaryFolder } from "../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../trainer/kernel/build.ts";
import { type Problem, parameterLayout } from "../trainer/model/problem.ts";
import type { Progress } from "../trainer/progress/progress.ts";
import type { ChainResult } from "./chain-result.ts";
import { type Comparison, compareDraws, type Family, judgeFamily } from "./compare-draws.ts";
import {
  type BenchPresetName,
  benchPreset,
  type Catalogue,
  catalogues,
  describeDensity,
  isThere,
  readCatalogue,
  type Size,
  sizeOf,
} from "./data-sets.ts";
import { type Efficiency, efficiencyOf } from "./efficiency.ts";
import { runHedgeChain } from "./hedge-chain.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { keptChain } from "./peers/kept-chain.ts";
import { runPeerChain } from "./peers/peer-chain.ts";
import type { PeerHello } from "./peers/peer-contenders.ts";
import { startPeer } from "./peers/peer-process.ts";
import { writeProblem } from "./peers/problem-file.ts";
import { findPython, peerScript } from "./peers/python.ts";
import { startsOf } from "./sampler.ts";
import { compareVariation, type Variation } from "./total-variation.ts";
import { chooseWatch, watchedCount } from "./watch.ts";

/** What `npm run bench -- agreement --json` prints. */
export type AgreementReport = {
  readonly bench: "agreement";
  readonly machine: Machine;
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly density: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly name: string;
  readonly size: Size;
  readonly heldOut: number;
  /** First hedge, then NumPyro. */
  readonly samplers: readonly Efficiency[];
  readonly scales: readonly Comparison[];
  readonly families: readonly Family[];
  readonly totalVariation: Variation;
};

export type AgreementOptions = {
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly only: readonly (keyof typeof catalogues)[];
  readonly seconds: number;
  /** Folder of NumPyro's chains, for the comparison to be repeated when hedge has changed; null keeps none. */
  readonly keep: string | null;
};

const chains = 4;
const sample = { titles: 2000, heldOut: 200 };
const probes = 200;
/** Enough for an R-hat of 1.01 at most on both sides. */
const lengths = { hedge: { warmup: 200, draws: 1000 }, peer: { warmup: 150, draws: 500 } };
const form = "segments";
const falseAlarm = 0.01;

/** Smaller probabilities are too skewed for a normal error with these numbers of draws; they enter the total variation. */
const leastProbability = 0.01;

/**
 * Samples one posterior with hedge and with NumPyro and compares scales and held-out predictive probabilities.
 *
 * @throws HedgeError `missing-file` without the catalogue, `failed` without NumPyro or when its time is too short for draws to compare
 */
export async function benchAgreement(
  options: AgreementOptions,
  progress: Progress,
): Promise<AgreementReport> {
  await ensureKernel();
  return await withTemporaryFolder("hedge-bench-", (folder) => compareSamplers(folder, options, progress));
}

async function compareSamplers(
  folder: string,
  options: AgreementOptions,
  progress: Progress,
): Promise<AgreementReport> {
  const { seed, preset, seconds } = options;
  const key = options.only.includes("amazon") && isThere(catalogues.amazon) ? "amazon" : "bundled";
  const catalogue: Catalogue = catalogues[key];
  const python = findPython(["numpyro"]);
  if (python.kind === "unavailable") throw new HedgeError("failed", `Nothing to agree with: ${python.why}.`);
  const machine = describeMachine();
  const { name, problem, heldOut } = await readCatalogue(catalogue, benchPreset(preset, 2), {
    ...sample,
    seed,
  });
  const watch = chooseWatch(problem, probes, heldOut, seed);
  const starts = startsOf(problem, chains, seed);
  writeProblem(folder, problem, starts, watch);
  const peer = await startPeer(python.command, [peerScript("sample.py"), folder, form], 1);
  const { versions } = peer.hello as PeerHello;
  try {
    const ours: ChainResult[] = [];
    const theirs: ChainResult[] = [];
    const task = progress.start(name, 2 * chains);
    for (const [chain, start] of starts.entries()) {
      task.advance(2 * chain, `chain ${chain + 1} of ${chains}, hedge`);
      ours.push(await runHedgeChain({ problem, watch, start, chain, seed, ...lengths.hedge }));
      task.advance(2 * chain + 1, `chain ${chain + 1} of ${chains}, NumPyro`);
      const request = { chain, seed, seconds, ...lengths.peer };
      const identity = {
        folder,
        sources: ["sample.py", "model.py"],
        parts: [form, versions, process.platform, request],
      };
      theirs.push(
        await keptChain(options.keep, identity, () =>
          runPeerChain(peer, folder, request, watchedCount(problem, watch)),
        ),
      );
    }
    task.advance(2 * chains, "comparing");
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    return {
      ...{ bench: "agreement", machine, seed, preset },
      ...{ name, density: describeDensity(problem), size: sizeOf(problem) },
      versions,
      heldOut: watch.rows.rows - probes,
      samplers: [
        efficiencyOf("hedge", ours, lengths.hedge.warmup, watched),
        efficiencyOf("NumPyro", theirs, lengths.peer.warmup, watched),
      ],
      ...compareAll(problem, ours, theirs),
    };
  } finally {
    peer.close();
  }
}

function compareAll(
  problem: Problem,
  ours: readonly ChainResult[],
  theirs: readonly ChainResult[],
): Pick<AgreementReport, "scales" | "families" | "totalVariation"> {
  const [first, second] = [seriesOf(ours), seriesOf(theirs)];
  const { freeGroups, leaves } = parameterLayout(problem);
  const { taxonomy, groups } = problem.tree;
  const firstProbability = freeGroups.length + probes;
  const count = ours[0]?.draws[0]?.length ?? 0;
  const compare = (quantity: number, name: string) => compareDraws(name, first(quantity), second(quantity));
  const own = freeGroups.map((group, k) => compare(k, taxonomy.labels[groups[group] ?? 0] || "the root"));
  // A shift of all scales together, too small to show in any of them.
  const together = (series: (quantity: number) => readonly Float64Array[]) =>
    meanLog(freeGroups.map((_, k) => series(k)));
  const scales =
    own.length > 0 ? [...own, compareDraws("all, mean of ln sigma", together(first), together(second))] : [];
  const logits = Array.from({ length: probes }, (_, k) => compare(freeGroups.length + k, `logit ${k}`));
  const probabilities = Array.from(
    { length: count - firstProbability },
    (_, k) => [first(firstProbability + k), second(firstProbability + k)] as const,
  );
  const large = probabilities.flatMap(([a, b], k) =>
    (mean(pool(a)) + mean(pool(b))) / 2 >= leastProbability
      ? [compare(firstProbability + k, `title ${Math.floor(k / leaves)}, leaf ${k % leaves}`)]
      : [],
  );
  return {
    scales,
    families: [
      ...(scales.length > 0 ? [judgeFamily("scales", scales, falseAlarm)] : []),
      judgeFamily("logits of training titles", logits, falseAlarm),
      judgeFamily(`held-out probabilities of at least ${leastProbability}`, large, falseAlarm),
    ],
    totalVariation: compareVariation(probabilities, leaves),
  };
}

/** Mean over quantities of their logarithm, draw by draw. */
function meanLog(quantities: readonly (readonly Float64Array[])[]): Float64Array[] {
  const [first = []] = quantities;
  return first.map((draws, chain) =>
    draws.map(
      (_, k) =>
        quantities.reduce((sum, chains) => sum + Math.log(chains[chain]?.[k] ?? Number.NaN), 0) /
        quantities.length,
    ),
  );
}

/** Chains of one quantity, cut to the shortest. */
function seriesOf(results: readonly ChainResult[]): (quantity: number) => Float64Array[] {
  const draws = Math.min(...results.map((result) => result.draws.length));
  return (quantity) =>
    results.map((result) =>
      Float64Array.from({ length: draws }, (_, k) => result.draws[k]?.[quantity] ?? Number.NaN),
    );
}
