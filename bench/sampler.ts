import { HedgeError } from "../shared/errors.ts";
import { withTemporaryFolder } from "../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../trainer/kernel/build.ts";
import { parameterLayout } from "../trainer/model/problem.ts";
import { startParameters } from "../trainer/model/start.ts";
import { seedStream } from "../trainer/nuts/random.ts";
import type { Progress } from "../trainer/progress/progress.ts";
import type { ChainResult } from "./chain-result.ts";
import {
  type BenchPresetName,
  type BenchProblem,
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
import { fastestForm } from "./peers/fastest-form.ts";
import { runPeerChain } from "./peers/peer-chain.ts";
import type { PeerHello } from "./peers/peer-contenders.ts";
import { type PeerProcess, startPeer } from "./peers/peer-process.ts";
import { writeProblem } from "./peers/problem-file.ts";
import { findPython, peerScript } from "./peers/python.ts";
import { whoeverCan } from "./peers/whoever-can.ts";
import { chooseWatch, watchedCount } from "./watch.ts";

/** Everybody's effective draws per second on one catalogue. */
export type SamplerResult = {
  readonly name: string;
  readonly density: string;
  readonly size: Size;
  readonly probes: number;
  readonly efficiencies: readonly Efficiency[];
};

/** What `npm run bench -- sampler --json` prints. */
export type SamplerReport = {
  readonly bench: "sampler";
  readonly machine: Machine;
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly SamplerResult[];
  readonly skipped: readonly string[];
};

export type SamplerOptions = {
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly only: readonly (keyof typeof catalogues)[];
  /** A peer's chain ends at the first iteration after this time, counted from the start of its warm-up. */
  readonly seconds: number;
  /** Warm-up and draws of a chain, where they are not what the catalogue's size suggests. */
  readonly warmup: number | null;
  readonly draws: number | null;
};

const probes = 200;
const chains = 2;

/** Warm-up and draws of a chain, a peer's if its time allows. A draw of `jobs` takes hedge seconds and the others a minute. */
const lengths = { default: { warmup: 100, draws: 150 }, jobs: { warmup: 100, draws: 50 } };

/** Compares samplers: one thread each, a chain of each in turn, from the same starts. */
export async function benchSampler(options: SamplerOptions, progress: Progress): Promise<SamplerReport> {
  await ensureKernel();
  const machine = describeMachine();
  const notes: Notes = {
    versions: {},
    skipped: new Set([
      "Stan: CmdStan's sources and tool chain come from outside the package registries, see docs/benchmarks.md",
    ]),
  };
  const results: SamplerResult[] = [];
  for (const key of options.only) {
    const catalogue: Catalogue = catalogues[key];
    if (!isThere(catalogue)) {
      notes.skipped.add(`${catalogue.name}: there is no ${catalogue.file}`);
      continue;
    }
    const { titles } = catalogue;
    const sample = titles ? { titles, heldOut: 0, seed: options.seed } : null;
    const found = await readCatalogue(catalogue, benchPreset(options.preset, 1), sample);
    const { warmup, draws } = key === "jobs" ? lengths.jobs : lengths.default;
    const length = { warmup: options.warmup ?? warmup, draws: options.draws ?? draws };
    results.push(
      await withTemporaryFolder("hedge-bench-", (folder) =>
        compare(folder, found, length, options, notes, progress),
      ),
    );
  }
  return {
    ...{ bench: "sampler", machine, seed: options.seed, preset: options.preset, versions: notes.versions },
    ...{ results, skipped: [...notes.skipped] },
  };
}

type Notes = { readonly skipped: Set<string>; readonly versions: Record<string, string> };

type Length = { readonly warmup: number; readonly draws: number };

type Entrant = { readonly name: string; readonly process: PeerProcess; readonly results: ChainResult[] };

async function compare(
  folder: string,
  { name, problem }: BenchProblem,
  length: Length,
  { seed, seconds }: SamplerOptions,
  notes: Notes,
  progress: Progress,
): Promise<SamplerResult> {
  const watch = chooseWatch(problem, probes, null, seed);
  const count = watchedCount(problem, watch);
  const starts = startsOf(problem, chains, seed);
  writeProblem(folder, problem, starts, watch);
  const leaveOut = (peer: { readonly name: string }, why: string) => {
    notes.skipped.add(`${peer.name} on ${name}: ${why}`);
    progress.say(`${peer.name} is left out: ${why}`);
  };
  progress.say(`${name}: starting the peers`);
  let entrants = await enter(folder, notes, leaveOut);
  try {
    const own: ChainResult[] = [];
    const turns = 1 + entrants.length;
    const task = progress.start(name, chains * turns);
    for (const [chain, start] of starts.entries()) {
      let made = chain * turns;
      const say = (who: string) => task.advance(made++, `chain ${chain + 1} of ${chains}, ${who}`);
      say("hedge");
      own.push(await runHedgeChain({ problem, watch, start, chain, seed, ...length }));
      const takeTurn = async (entrant: Entrant) => {
        say(entrant.name);
        const asked = { chain, seed, seconds, ...length };
        entrant.results.push(await runPeerChain(entrant.process, folder, asked, count));
        return entrant;
      };
      entrants = await whoeverCan(entrants, takeTurn, (entrant, why) => {
        entrant.process.close();
        leaveOut(entrant, why);
      });
    }
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    const fewest = Math.min(...entrants.flatMap(({ results }) => results.map(({ draws }) => draws.length)));
    const efficiencies = [
      efficiencyOf("hedge", own, length.warmup, watched),
      // Estimates from few draws are noisy and their minimum is low: the same number of draws for a fair view.
      ...(fewest < length.draws
        ? [efficiencyOf("hedge, cut to as few draws", own, length.warmup, watched, fewest)]
        : []),
      ...entrants.map((entrant) => efficiencyOf(entrant.name, entrant.results, length.warmup, watched)),
    ];
    return { name, density: describeDensity(problem), size: sizeOf(problem), probes, efficiencies };
  } finally {
    for (const { process } of entrants) process.close();
  }
}

const samplerPeers = [
  { name: "NumPyro", script: "sample.py", modules: ["numpyro"] },
  { name: "nutpie (gradient by JAX)", script: "sample_nutpie.py", modules: ["numpyro", "nutpie"] },
];

/** Starts whoever can be started, all with the form of the gradient that is fastest on this problem. */
async function enter(
  folder: string,
  notes: Notes,
  leaveOut: (peer: { readonly name: string }, why: string) => void,
): Promise<Entrant[]> {
  let form: string | null = null;
  const start = async ({ name, script, modules }: (typeof samplerPeers)[number]): Promise<Entrant> => {
    const python = findPython(modules);
    if (python.kind === "unavailable") throw new HedgeError("failed", python.why);
    form ??= await fastestForm(python.command, folder);
    const process = await startPeer(python.command, [peerScript(script), folder, form], 1);
    Object.assign(notes.versions, (process.hello as PeerHello).versions);
    return { name: `${name}, ${form}`, process, results: [] };
  };
  return await whoeverCan(samplerPeers, start, leaveOut);
}

/** The starts that `train` makes for a seed, rounded to float32. */
export function startsOf(problem: BenchProblem["problem"], count: number, seed: number): Float64Array[] {
  const startStream = 0x73746172;
  return Array.from({ length: count }, (_, chain) =>
    startParameters(problem, seedStream(seed, startStream + chain)).map(Math.fround),
  );
}
