import { ensureKernel } from "../../trainer/kernel/build.ts";
import { parameterLayout } from "../../trainer/model/problem.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import {
  type BenchOptions,
  type BenchProblem,
  catalogueNames,
  describeDensity,
  onEachCatalogue,
  sizeOf,
} from "../catalogues/catalogues.ts";
import { availablePeers, type Measured, type Notes } from "../harness/available-peers.ts";
import type { Usage } from "../harness/rounds.ts";
import { type Column, sidewaysTable } from "../harness/tables.ts";
import { type ChainLength, type ChainResult, runPeerChain } from "../peers/peer-chain.ts";
import type { PeerProcess } from "../peers/peer-process.ts";
import { writeProblem } from "../peers/problem-file.ts";
import { startPythonPeer } from "../peers/python.ts";
import { chooseWatch, watchedCount } from "../peers/watch.ts";
import { type Efficiency, efficiencyOf } from "./efficiency.ts";
import { runHedgeChain, startsOf } from "./hedge-chain.ts";

/** Effective draws per second of all samplers on one catalogue. */
type SamplerResult = Awaited<ReturnType<typeof compareSamplers>>;

const probes = 200;
const chains = 2;

/** The length of a chain, a peer's if its time allows. A draw of `jobs` takes peers a minute. */
const usualLength = { warmup: 100, draws: 150 };
const drawsOfJobs = 50;

const samplerPeers = [
  { name: "NumPyro", sampler: "numpyro", modules: ["numpyro"] },
  { name: "nutpie (gradient by JAX)", sampler: "nutpie", modules: ["numpyro", "nutpie"] },
] as const;

/** Compares samplers: one thread each, a chain of each in turn, from the same starts. */
export async function benchSampler(
  options: BenchOptions,
  notes: Notes,
  progress: Progress,
): Promise<Measured> {
  await ensureKernel();
  notes.skipped.add(
    "Stan: CmdStan's sources and tool chain come from outside the package registries, see docs/benchmarks.md",
  );
  // A chain of a peer on `jobs` takes hours.
  const { preset, seed, seconds = 600, sizes = catalogueNames.filter((name) => name !== "jobs") } = options;
  const results = await onEachCatalogue(options, sizes, notes, (found, folder, name) => {
    const usual = name === "jobs" ? { ...usualLength, draws: drawsOfJobs } : usualLength;
    const { warmup = usual.warmup, draws = usual.draws } = options;
    return compareSamplers(folder, found, { warmup, draws, seconds, seed }, notes, progress);
  });
  return { figures: { preset, results }, text: showSampler(results) };
}

type Entry = { readonly name: string; readonly peer: PeerProcess; readonly results: ChainResult[] };

async function compareSamplers(
  folder: string,
  { name, problem }: BenchProblem,
  asked: ChainLength & { readonly seconds: number; readonly seed: number },
  notes: Notes,
  progress: Progress,
) {
  const { seed, warmup, draws } = asked;
  const watch = chooseWatch(problem, probes, null, seed);
  const count = watchedCount(problem, watch);
  const starts = startsOf(problem, chains, seed);
  writeProblem(folder, problem, starts, watch);
  const leaveOut = (peer: { readonly name: string }, why: string) => {
    notes.skipped.add(`${peer.name} on ${name}: ${why}`);
    progress.say(`${peer.name} is left out: ${why}`);
  };
  progress.say(`${name}: starting the peers`);
  let entries = await startPeers(folder, notes, leaveOut);
  try {
    const own: ChainResult[] = [];
    const peers = entries.length;
    const task = progress.start(name, chains * (1 + peers));
    for (const [chain, start] of starts.entries()) {
      let done = chain * (1 + peers);
      const say = (who: string) => task.advance(done++, `chain ${chain + 1} of ${chains}, ${who}`);
      say("hedge");
      own.push(await runHedgeChain(problem, watch, start, { chain, ...asked }));
      const runChain = async (entry: Entry) => {
        say(entry.name);
        entry.results.push(await runPeerChain(entry.peer, folder, { chain, ...asked }, count));
        return entry;
      };
      entries = await availablePeers(entries, runChain, (entry, why) => {
        entry.peer.close();
        leaveOut(entry, why);
      });
    }
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    const fewest = Math.min(...entries.flatMap(({ results }) => results.map((one) => one.draws.length)));
    // Estimates from few draws are noisy and their minimum is low: a fair comparison needs as few.
    const cut =
      fewest < draws ? [efficiencyOf("hedge, cut to as few draws", own, warmup, watched, fewest)] : [];
    const efficiencies = [
      efficiencyOf("hedge", own, warmup, watched),
      ...cut,
      ...entries.map((entry) => efficiencyOf(entry.name, entry.results, warmup, watched)),
    ];
    return { name, density: describeDensity(problem), size: sizeOf(problem), probes, efficiencies };
  } finally {
    for (const { peer } of entries) peer.close();
  }
}

/** Starts all peers that can start, with the form of the gradient that is fastest here. */
async function startPeers(
  folder: string,
  notes: Notes,
  leaveOut: (peer: { readonly name: string }, why: string) => void,
): Promise<Entry[]> {
  let form: string | null = null;
  const start = async ({ name, sampler, modules }: (typeof samplerPeers)[number]): Promise<Entry> => {
    form ??= await fastestForm(folder);
    const peer = await startPythonPeer({ modules, task: ["sample", folder, form, sampler] });
    Object.assign(notes.versions, peer.hello.versions);
    return { name: `${name}, ${form}`, peer, results: [] };
  };
  return await availablePeers(samplerPeers, start, leaveOut);
}

/** The sparse form in which NumPyro's gradient is fastest on one thread. */
async function fastestForm(folder: string): Promise<string> {
  const task = ["gradient", folder, "padded", "segments", "segments-both"];
  const peer = await startPythonPeer({ modules: ["numpyro"], task });
  try {
    let best = { form: "", wall: Number.POSITIVE_INFINITY };
    for (const form of peer.hello.forms ?? []) {
      const run = async (count: number) => ((await peer.ask(`run ${form} ${count}`)) as Usage).wall / count;
      // The first one also pays for compilation; then about half a second.
      await run(1);
      const wall = await run(Math.max(1, Math.round(0.5 / (await run(1)))));
      if (wall < best.wall) best = { form, wall };
    }
    return best.form;
  } finally {
    peer.close();
  }
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

/** The results for people, catalogue by catalogue. */
function showSampler(results: readonly SamplerResult[]): string {
  return results
    .map(({ name, density, size, probes, efficiencies }) => {
      const { rows, features, leaves, dimension } = size;
      const sizes = `${rows} rows, ${features} features, ${leaves} leaves, dimension ${dimension}`;
      const head = `${name}: ${sizes}; ${density}; learned scales and ${probes} logits`;
      return `${head}\n${sidewaysTable(columns, efficiencies)}`;
    })
    .join("\n");
}
