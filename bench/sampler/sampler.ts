import { probeCount } from "../../trainer/chains/probes.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import {
  type BenchOptions,
  type BenchProblem,
  type CatalogueName,
  onEachCatalogue,
} from "../catalogues/catalogues.ts";
import type { Usage } from "../harness/rounds.ts";
import { attempt, type Findings, type Study } from "../harness/study.ts";
import { type Column, sidewaysTable } from "../harness/tables.ts";
import { runPeerChain } from "../peers/peer-chain.ts";
import { type PeerProcess, startPythonPeer } from "../peers/peer-process.ts";
import { type Efficiency, efficiencyOf, runInTurn } from "./efficiency.ts";
import { prepareSamplers } from "./hedge-chain.ts";

const chains = 2;

const sparseForms = ["padded", "segments", "segments-both"];
const samplerPeers = [
  { who: "NumPyro", sampler: "numpyro", modules: ["numpyro"] },
  { who: "nutpie (gradient by JAX)", sampler: "nutpie", modules: ["numpyro", "nutpie"] },
] as const;

/** Compares samplers: one thread each, a chain of each in turn, from the same starts. */
export async function benchSampler(study: Study<BenchOptions>): Promise<Findings> {
  await ensureKernel();
  study.skipped.add(
    "Stan: CmdStan's sources and tool chain come from outside the package registries, see docs/benchmarks.md",
  );
  // A chain of a peer on `jobs` takes hours, and a draw a minute.
  const compare = (found: BenchProblem, folder: string, name: CatalogueName) =>
    compareSamplers(study, folder, found, name === "jobs" ? 50 : 150);
  const results = await onEachCatalogue(study, compare, ["small", "bundled", "amazon"]);
  return { figures: { results }, text: results.map(showResult).join("\n") };
}

async function compareSamplers(
  study: Study<BenchOptions>,
  folder: string,
  { name, problem, size, density }: BenchProblem,
  usualDraws: number,
) {
  const { progress, versions, options } = study;
  const { seed, seconds = 600, warmup = 100, draws = usualDraws } = options;
  const asked = { seed, warmup, draws };
  const { hedge, watched } = prepareSamplers(folder, problem, [], chains, asked);
  const samplers = [hedge];
  const peers = new DisposableStack();
  progress.say(`${name}: starting the peers`);
  const form = await attempt(study, `peers on ${name}`, async () => {
    const peer = await startPythonPeer(["numpyro"], ["gradient", folder, ...sparseForms]);
    return await fastestForm(peer.ask).finally(peer.close);
  });
  for (const { who, sampler, modules } of form === null ? [] : samplerPeers) {
    const attemptHere = <T>(work: () => Promise<T>) => attempt(study, `${who} on ${name}`, work);
    await attemptHere(async () => {
      const peer = await startPythonPeer(modules, ["sample", folder, form ?? "", sampler]);
      peers.defer(peer.close);
      Object.assign(versions, peer.hello.versions);
      const run = (chain: number) =>
        attemptHere(() => runPeerChain(peer, folder, { chain, seconds, ...asked }, watched));
      samplers.push({ name: `${who}, ${form}`, results: [], run });
    });
  }
  const done = await runInTurn(progress, name, chains, samplers).finally(() => peers.dispose());
  const fewest = Math.min(...done.flatMap(({ results }) => results.map((one) => one.draws.length)));
  const efficiencies = done.map((one) => efficiencyOf(one.name, one.results, warmup, watched));
  // Estimates from few draws are noisy and their minimum is low: a fair comparison needs as few.
  if (fewest < draws) {
    const cut = efficiencyOf("hedge, cut to as few draws", hedge.results, warmup, watched, fewest);
    efficiencies.splice(1, 0, cut);
  }
  return { name, density, size, efficiencies };
}

async function fastestForm(ask: PeerProcess["ask"]): Promise<string> {
  let best = { form: "", wall: Number.POSITIVE_INFINITY };
  for (const form of sparseForms) {
    const run = async (count: number) => ((await ask(`run ${form} ${count}`)) as Usage).wall / count;
    // The first one also pays for compilation; then about half a second.
    await run(1);
    const wall = await run(Math.max(1, Math.round(0.5 / (await run(1)))));
    if (wall < best.wall) best = { form, wall };
  }
  return best.form;
}

const columns: readonly Column<Efficiency>[] = [
  ["", (one) => one.name],
  ["chains", (one) => `${one.chains}`],
  ["warm-up + draws", (one) => `${one.warmup} + ${one.draws}`],
  ["compile s", (one) => one.compileSeconds.toFixed(1)],
  ["warm-up s", (one) => one.warmUpSeconds.toFixed(1)],
  ["draws s", (one) => one.drawSeconds.toFixed(1)],
  ["CPU share", (one) => one.cpuShare.toFixed(2)],
  ["gradients/draw", (one) => one.gradientsPerDraw.toFixed(0)],
  ["gradients/s", (one) => one.gradientsPerSecond.toPrecision(3)],
  ["divergences", (one) => `${one.divergences}`],
  ["R-hat", (one) => one.maxRHat.toFixed(3)],
  ["min ESS", (one) => one.minEss.toFixed(0)],
  ["median ESS", (one) => one.medianEss.toFixed(0)],
  ["min ESS/s", (one) => one.essPerSecond.toPrecision(3)],
  ["with warm-up", (one) => one.essPerSecondWithWarmUp.toPrecision(3)],
  ["per 1000 gradients", (one) => one.essPerThousandGradients.toPrecision(3)],
];

function showResult(result: Awaited<ReturnType<typeof compareSamplers>>): string {
  const { rows, features, leaves, dimension } = result.size;
  const sizes = `${rows} rows, ${features} features, ${leaves} leaves, dimension ${dimension}`;
  const head = `${result.name}: ${sizes}; ${result.density}; learned scales and ${probeCount} logits`;
  return `${head}\n${sidewaysTable(columns, result.efficiencies)}`;
}
