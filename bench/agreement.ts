import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HedgeError } from "../shared/errors.ts";
import { ensureKernel } from "../trainer/kernel/build.ts";
import { type Problem, parameterLayout } from "../trainer/model/problem.ts";
import type { Progress } from "../trainer/progress.ts";
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
import { runPeerChain } from "./peers/peer-chain.ts";
import type { PeerHello } from "./peers/peer-contenders.ts";
import { type PeerProcess, startPeer } from "./peers/peer-process.ts";
import { writeProblem } from "./peers/problem-file.ts";
import { findPython, peerScript } from "./peers/python.ts";
import { startsOf } from "./sampler.ts";
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
  /** Total variation between both predictives of a held-out title: mean and largest. */
  readonly totalVariation: { readonly mean: number; readonly largest: number };
};

export type AgreementOptions = {
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly only: readonly (keyof typeof catalogues)[];
  readonly seconds: number;
};

const chains = 4;
const sample = { titles: 2000, heldOut: 200 };
const probes = 200;
const lengths = { hedge: { warmup: 120, draws: 250 }, peer: { warmup: 100, draws: 150 } };
/** Fewer say nothing about their own Monte Carlo error. */
const fewestDraws = 50;
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
  const key = options.only.includes("amazon") && isThere(catalogues.amazon) ? "amazon" : "bundled";
  const catalogue: Catalogue = catalogues[key];
  const python = findPython(["numpyro"]);
  if (python.kind === "unavailable") throw new HedgeError("failed", `Nothing to agree with: ${python.why}.`);
  const machine = describeMachine();
  const { name, problem, heldOut } = await readCatalogue(catalogue, benchPreset(options.preset, 2), {
    ...sample,
    seed: options.seed,
  });
  const watch = chooseWatch(problem, probes, heldOut, options.seed);
  const starts = startsOf(problem, chains, options.seed);
  const folder = mkdtempSync(join(tmpdir(), "hedge-bench-"));
  let peer: PeerProcess | null = null;
  try {
    writeProblem(folder, problem, starts, watch);
    peer = await startPeer(python.command, [peerScript("sample.py"), folder, form], 1);
    const ours: ChainResult[] = [];
    const theirs: ChainResult[] = [];
    const task = progress.start(name, 2 * chains);
    for (const [chain, start] of starts.entries()) {
      task.advance(2 * chain, `chain ${chain + 1} of ${chains}, hedge`);
      ours.push(await runHedgeChain({ problem, watch, start, chain, seed: options.seed, ...lengths.hedge }));
      task.advance(2 * chain + 1, `chain ${chain + 1} of ${chains}, NumPyro`);
      const request = { chain, seed: options.seed, seconds: options.seconds, ...lengths.peer };
      const found = await runPeerChain(peer, folder, request, watchedCount(problem, watch));
      if (found.draws.length < fewestDraws) throw tooShort(found, options.seconds);
      theirs.push(found);
    }
    task.advance(2 * chains, "comparing");
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    return {
      ...{ bench: "agreement", machine, seed: options.seed, preset: options.preset },
      ...{ name, density: describeDensity(problem), size: sizeOf(problem) },
      versions: (peer.hello as PeerHello).versions,
      heldOut: watch.rows.rows - probes,
      samplers: [
        efficiencyOf("hedge", ours, lengths.hedge.warmup, watched),
        efficiencyOf("NumPyro", theirs, lengths.peer.warmup, watched),
      ],
      ...compareAll(problem, ours, theirs),
    };
  } finally {
    peer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tooShort({ draws, warmUpSeconds }: ChainResult, seconds: number): HedgeError {
  return new HedgeError(
    "failed",
    `NumPyro made ${draws.length} draws in ${seconds} seconds, of which its warm-up took ${warmUpSeconds.toFixed(0)}; ${fewestDraws} are needed to compare: give it more with --seconds.`,
  );
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
  const scales = freeGroups.map((group, k) => compare(k, taxonomy.labels[groups[group] ?? 0] || "the root"));
  const logits = Array.from({ length: probes }, (_, k) => compare(freeGroups.length + k, `logit ${k}`));
  const probabilities = Array.from({ length: count - firstProbability }, (_, k) =>
    compare(firstProbability + k, `title ${Math.floor(k / leaves)}, leaf ${k % leaves}`),
  );
  const large = probabilities.filter(({ means: [a, b] }) => (a + b) / 2 >= leastProbability);
  const variations = Array.from({ length: probabilities.length / leaves }, (_, title) =>
    probabilities
      .slice(title * leaves, (title + 1) * leaves)
      .reduce((sum, { means: [a, b] }) => sum + Math.abs(a - b) / 2, 0),
  );
  return {
    scales,
    families: [
      ...(scales.length > 0 ? [judgeFamily("scales", scales, falseAlarm)] : []),
      judgeFamily("logits of training titles", logits, falseAlarm),
      judgeFamily(`held-out probabilities of at least ${leastProbability}`, large, falseAlarm),
    ],
    totalVariation: {
      mean: variations.reduce((sum, one) => sum + one, 0) / variations.length,
      largest: Math.max(...variations),
    },
  };
}

/** Chains of one quantity, cut to the shortest. */
function seriesOf(results: readonly ChainResult[]): (quantity: number) => Float64Array[] {
  const draws = Math.min(...results.map((result) => result.draws.length));
  return (quantity) =>
    results.map((result) =>
      Float64Array.from({ length: draws }, (_, k) => result.draws[k]?.[quantity] ?? Number.NaN),
    );
}
