import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { parameterLayout } from "../../trainer/model/problem.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import {
  type BenchOptions,
  type BenchPresetName,
  type BenchProblem,
  benchPreset,
  catalogueNames,
  catalogues,
  describeDensity,
  hasCatalogue,
  readCatalogue,
  sizeOf,
} from "../catalogues/catalogues.ts";
import type { Measured, Notes } from "../harness/available-peers.ts";
import { type Machine, showVersions, type Versions } from "../harness/machine.ts";
import { type Column, columnMarkdown } from "../harness/tables.ts";
import { keptChain } from "../peers/kept-chain.ts";
import { type ChainResult, runPeerChain } from "../peers/peer-chain.ts";
import { writeProblem } from "../peers/problem-file.ts";
import { startPythonPeer } from "../peers/python.ts";
import { chooseWatch, watchedCount } from "../peers/watch.ts";
import { compareChains } from "./compare-chains.ts";
import type { Comparison, Family } from "./compare-draws.ts";
import { type Efficiency, efficiencyOf } from "./efficiency.ts";
import { runHedgeChain, startsOf } from "./hedge-chain.ts";

/** One posterior by two samplers: first hedge, then NumPyro. */
type Agreement = Awaited<ReturnType<typeof sampleWithBoth>>;

const chains = 4;
const sample = { titles: 2000, heldOut: 200 };
const probes = 200;
/** Enough for an R-hat of 1.01 at most on both sides. */
const lengths = { hedge: { warmup: 200, draws: 1000 }, peer: { warmup: 150, draws: 500 } };
const form = "segments";

/**
 * Samples one posterior with hedge and with NumPyro and compares scales, logits and held-out
 * predictive probabilities.
 *
 * @throws HedgeError `missing-file` without the catalogue; `failed` without NumPyro, or when its
 *   time is too short for draws to compare
 */
export async function benchAgreement(
  options: BenchOptions,
  notes: Notes,
  progress: Progress,
  machine: Machine,
): Promise<Measured> {
  const { sizes = catalogueNames, preset, seed } = options;
  await ensureKernel();
  const name = sizes.includes("amazon") && hasCatalogue(catalogues.amazon) ? "amazon" : "bundled";
  const found = await readCatalogue(catalogues[name], benchPreset(preset, 2), { ...sample, seed });
  const agreement = await withTemporaryFolder("hedge-bench-", (folder) =>
    sampleWithBoth(folder, found, options, notes, progress),
  );
  const report = { machine, seed, preset, versions: notes.versions, ...agreement };
  return { figures: { preset, ...agreement }, text: showAgreement(report) };
}

async function sampleWithBoth(
  folder: string,
  { name, problem, heldOut }: BenchProblem,
  { seed, seconds = 1800, keep }: BenchOptions,
  notes: Notes,
  progress: Progress,
) {
  const watch = chooseWatch(problem, probes, heldOut, seed);
  const starts = startsOf(problem, chains, seed);
  writeProblem(folder, problem, starts, watch);
  const peer = await startPythonPeer({ modules: ["numpyro"], task: ["sample", folder, form, "numpyro"] });
  Object.assign(notes.versions, peer.hello.versions);
  const runNumpyro = (chain: number) => {
    const request = { chain, seed, seconds, ...lengths.peer };
    const parts = [form, peer.hello.versions, process.platform, request];
    return keptChain(keep ?? null, { folder, sources: ["sample.py", "model.py"], parts }, () =>
      runPeerChain(peer, folder, request, watchedCount(problem, watch)),
    );
  };
  try {
    const ours: ChainResult[] = [];
    const theirs: ChainResult[] = [];
    const task = progress.start(name, 2 * chains);
    for (const [chain, start] of starts.entries()) {
      task.advance(2 * chain, `chain ${chain + 1} of ${chains}, hedge`);
      ours.push(await runHedgeChain(problem, watch, start, { chain, seed, ...lengths.hedge }));
      task.advance(2 * chain + 1, `chain ${chain + 1} of ${chains}, NumPyro`);
      theirs.push(await runNumpyro(chain));
    }
    task.advance(2 * chains, "comparing");
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    return {
      ...{ name, density: describeDensity(problem), size: sizeOf(problem) },
      heldOut: watch.rows.rows - probes,
      samplers: [
        efficiencyOf("hedge", ours, lengths.hedge.warmup, watched),
        efficiencyOf("NumPyro", theirs, lengths.peer.warmup, watched),
      ],
      ...compareChains(problem, probes, ours, theirs),
    };
  } finally {
    peer.close();
  }
}

/** An agreement, and what it was measured with. */
export type AgreementReport = Agreement & {
  readonly machine: Machine;
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly versions: Versions;
};

/** R-hat above this says that chains are too short to know their own Monte Carlo error. */
const largestRHat = 1.01;

const samplerColumns: readonly Column<Efficiency>[] = [
  ["", (one) => one.name],
  ["chains, warm-up + draws", (one) => `${one.chains}, ${one.warmup} + ${one.draws}`],
  ["gradients a draw", (one) => one.gradientsPerDraw.toFixed(0)],
  ["divergences", (one) => `${one.divergences}`],
  ["R-hat at most", (one) => one.maxRHat.toFixed(3)],
  ["bulk ESS at least, median", (one) => `${one.minEss.toFixed(0)}, ${one.medianEss.toFixed(0)}`],
];

const scaleColumns: readonly Column<Comparison>[] = [
  ["scale of the children of", ({ name }) => name],
  ["mean, hedge", ({ means }) => means[0].toFixed(3)],
  ["NumPyro", ({ means }) => means[1].toFixed(3)],
  ["z", ({ zMean }) => zMean.toFixed(2)],
  ["sd, hedge", ({ sds }) => sds[0].toFixed(3)],
  ["NumPyro", ({ sds }) => sds[1].toFixed(3)],
  ["z", ({ zVariance }) => zVariance.toFixed(2)],
  ["bulk ESS, hedge", ({ ess }) => ess[0].toFixed(0)],
  ["NumPyro", ({ ess }) => ess[1].toFixed(0)],
];

const familyColumns: readonly Column<Family>[] = [
  ["", ({ name }) => name],
  ["quantities", ({ comparisons }) => whole(comparisons)],
  ["largest abs z, means", ({ largestZMean }) => largestZMean.toFixed(2)],
  ["variances", ({ largestZVariance }) => largestZVariance.toFixed(2)],
  ["typical", ({ typicalLargest }) => typicalLargest.toFixed(2)],
  ["limit", ({ limit }) => limit.toFixed(2)],
  ["root mean square of z, means", ({ rmsZMean }) => rmsZMean.toFixed(2)],
  ["variances", ({ rmsZVariance }) => rmsZVariance.toFixed(2)],
  ["largest difference of means", ({ largestDifference }) => largestDifference.toPrecision(2)],
  ["R-hat at most", ({ maxRHat }) => maxRHat.toFixed(3)],
];

/** The report for people: a section of `docs/agreement.md`, as it stands there. */
export function showAgreement(report: AgreementReport): string {
  const { name, preset, density, size, heldOut, samplers, scales, families, machine, versions } = report;
  const { mean, largest, expected } = report.totalVariation;
  const [rows, features, dimension] = [size.rows, size.features, size.dimension].map(whole);
  const { processor, cores, system, node, commit } = machine;
  return `${[
    `## Preset \`${preset}\``,
    "",
    `**${verdict(report)}**`,
    "",
    `${name}: ${rows} rows, ${features} features, ${size.leaves} classes, ${dimension} dimensions; ${density}. ${heldOut} other titles are held out. Seed ${report.seed};`,
    `${processor}, ${cores} cores, one thread each in turn, ${system}, Node ${node}, ${showVersions(versions)}; hedge at ${commit}.`,
    "",
    ...columnMarkdown(samplerColumns, samplers),
    "",
    ...(scales.length > 0 ? [...columnMarkdown(scaleColumns, scales), ""] : []),
    ...columnMarkdown(familyColumns, families),
    "",
    `Total variation between both predictives of a held-out title: ${mean.toFixed(4)} on average, ${largest.toFixed(4)} at most; from what each sampler's first two`,
    `chains differ from its last two, Monte Carlo error alone makes ${expected.toFixed(4)} on average.`,
  ].join("\n")}\n`;
}

function verdict({ families, samplers }: AgreementReport): string {
  const different = families.filter(({ agree }) => !agree).map(({ name }) => name);
  const short = samplers.filter(({ maxRHat }) => !(maxRHat <= largestRHat)).map(({ name }) => name);
  const agreement =
    different.length === 0
      ? `All ${families.length} families agree.`
      : `These families do not agree: ${different.join("; ")}.`;
  if (short.length === 0) return agreement;
  return `${agreement} R-hat is above ${largestRHat} for ${short.join(" and ")}: the values of z are somewhat too large.`;
}

function whole(value: number): string {
  return value.toLocaleString("en");
}
