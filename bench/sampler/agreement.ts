import { readFileSync } from "node:fs";
import { join } from "node:path";
import { probeCount } from "../../trainer/chains/probes.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import {
  type BenchOptions,
  type BenchProblem,
  benchPreset,
  catalogueNames,
  catalogues,
  hasCatalogue,
  readCatalogue,
} from "../catalogues/catalogues.ts";
import { keptResult, resultKey } from "../harness/kept-results.ts";
import type { Findings, Study } from "../harness/study.ts";
import { type Column, columnMarkdown } from "../harness/tables.ts";
import { runPeerChain } from "../peers/peer-chain.ts";
import { peerPackage, startPythonPeer } from "../peers/peer-process.ts";
import { type Comparison, compareChains, type Family } from "./compare-draws.ts";
import { type Efficiency, efficiencyOf, runInTurn, type Sampler } from "./efficiency.ts";
import { prepareSamplers } from "./hedge-chain.ts";

const chains = 4;
const titles = { titles: 2000, heldOut: 200 };
/** Enough for an R-hat of 1.01 at most on both sides. */
const lengths = { hedge: { warmup: 200, draws: 1000 }, peer: { warmup: 150, draws: 500 } };
const form = "segments";

/** Samples one posterior with hedge and with NumPyro, and tests whether the draws agree. */
export async function benchAgreement(study: Study<BenchOptions>): Promise<Findings> {
  const { sizes = catalogueNames, preset, seed } = study.options;
  await ensureKernel();
  const name = sizes.includes("amazon") && hasCatalogue(catalogues.amazon) ? "amazon" : "bundled";
  const found = await readCatalogue(catalogues[name], benchPreset(preset, 2), { ...titles, seed });
  const sample = (folder: string) => sampleWithBoth(study, folder, found);
  const agreement = await withTemporaryFolder("hedge-bench-", sample);
  return { figures: agreement, text: showAgreement(agreement, study.options) };
}

/** What both samplers have come to, and how far they agree. */
export type Agreement = Awaited<ReturnType<typeof sampleWithBoth>>;

async function sampleWithBoth(
  { options, progress, versions }: Study<BenchOptions>,
  folder: string,
  { name, problem, size, density, heldOut }: BenchProblem,
) {
  const { seed, seconds = 1800, keep } = options;
  const asked = { seed, ...lengths.hedge };
  const { arrays, hedge, watched } = prepareSamplers(folder, problem, heldOut, chains, asked);
  const peer = await startPythonPeer(["numpyro"], ["sample", folder, form, "numpyro"]);
  Object.assign(versions, peer.hello.versions);
  const sources = ["sample.py", "model.py"].map((file) => readFileSync(join(peerPackage, file), "utf8"));
  const count = watched + heldOut.length * size.leaves;
  const run = (chain: number) => {
    const asked = { chain, seed, seconds, ...lengths.peer };
    const key = resultKey(form, peer.hello.versions, asked, sources, ...Object.values(arrays));
    return keptResult(keep, key, () => runPeerChain(peer, folder, asked, count));
  };
  const numpyro: Sampler = { name: "NumPyro", results: [], run };
  await runInTurn(progress, name, chains, [hedge, numpyro]).finally(peer.close);
  progress.say("comparing");
  return {
    name,
    density,
    size,
    heldOut: heldOut.length,
    samplers: [
      efficiencyOf("hedge", hedge.results, lengths.hedge.warmup, watched),
      efficiencyOf("NumPyro", numpyro.results, lengths.peer.warmup, watched),
    ],
    ...compareChains(problem, probeCount, hedge.results, numpyro.results),
  };
}

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
  ["quantities", ({ comparisons }) => comparisons.toLocaleString("en")],
  ["largest abs z, means", ({ largestZMean }) => largestZMean.toFixed(2)],
  ["variances", ({ largestZVariance }) => largestZVariance.toFixed(2)],
  ["typical", ({ typicalLargest }) => typicalLargest.toFixed(2)],
  ["limit", ({ limit }) => limit.toFixed(2)],
  ["root mean square of z, means", ({ rmsZMean }) => rmsZMean.toFixed(2)],
  ["variances", ({ rmsZVariance }) => rmsZVariance.toFixed(2)],
  ["largest difference of means", ({ largestDifference }) => largestDifference.toPrecision(2)],
  ["R-hat at most", ({ maxRHat }) => maxRHat.toFixed(3)],
];

/** The result in Markdown. */
export function showAgreement(
  { name, density, size, heldOut, samplers, scales, families, totalVariation }: Agreement,
  { preset, seed }: Pick<BenchOptions, "preset" | "seed">,
): string {
  const different = families.filter(({ agree }) => !agree).map((family) => family.name);
  const disagreement = `These families do not agree: ${different.join("; ")}.`;
  const verdict = different.length === 0 ? `All ${families.length} families agree.` : disagreement;
  const short = samplers.filter(({ maxRHat }) => !(maxRHat <= largestRHat)).map((sampler) => sampler.name);
  const tooShort = ` R-hat is above ${largestRHat} for ${short.join(" and ")}: the values of z are somewhat too large.`;
  const counts = [size.rows, size.features, size.dimension];
  const [rows, features, dimension] = counts.map((count) => count.toLocaleString("en"));
  const { mean, largest, expected } = totalVariation;
  return `${[
    `## Preset \`${preset}\``,
    "",
    `**${verdict}${short.length === 0 ? "" : tooShort}**`,
    "",
    `${name}: ${rows} rows, ${features} features, ${size.leaves} classes, ${dimension} dimensions; ${density}. ${heldOut} other titles are held out. Seed ${seed}.`,
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
