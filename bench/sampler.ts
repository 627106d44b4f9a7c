import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureKernel } from "../trainer/kernel/build.ts";
import { parameterLayout } from "../trainer/model/problem.ts";
import { startParameters } from "../trainer/model/start.ts";
import { seedStream } from "../trainer/nuts/random.ts";
import type { Progress } from "../trainer/progress.ts";
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
import { runPeerChain } from "./peers/peer-chain.ts";
import type { PeerHello } from "./peers/peer-contenders.ts";
import { type PeerProcess, startPeer } from "./peers/peer-process.ts";
import { writeProblem } from "./peers/problem-file.ts";
import { findPython, peerScript } from "./peers/python.ts";
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
  /** A peer's chain ends at the first draw after this time, counted from the start of its warm-up. */
  readonly seconds: number;
};

const probes = 200;
const chains = 2;
/** Titles of the real catalogue: with all of them a chain of a peer takes hours. */
const mostTitles = 2000;

/** Warm-up and draws of a chain. The peers get as many draws as their time allows. */
const lengths = { hedge: { warmup: 100, draws: 150 }, peers: { warmup: 100, draws: 150 } };

/** The form of the gradient that was fastest at this size (`npm run bench -- gradient`). */
const form = "segments";

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
    // NUTS of the peers would take days.
    if (key === "jobs") continue;
    const catalogue: Catalogue = catalogues[key];
    const titles = catalogue.titles ?? (key === "amazon" ? mostTitles : null);
    if (!isThere(catalogue)) {
      notes.skipped.add(`${catalogue.name}: there is no ${catalogue.file}`);
      continue;
    }
    const sample = titles === null ? null : { titles, heldOut: 0, seed: options.seed };
    results.push(
      await compare(
        await readCatalogue(catalogue, benchPreset(options.preset, 2), sample),
        options,
        notes,
        progress,
      ),
    );
  }
  return {
    ...{ bench: "sampler", machine, seed: options.seed, preset: options.preset, versions: notes.versions },
    ...{ results, skipped: [...notes.skipped] },
  };
}

type Notes = { readonly skipped: Set<string>; readonly versions: Record<string, string> };

async function compare(
  { name, problem }: BenchProblem,
  { seed, seconds }: SamplerOptions,
  notes: Notes,
  progress: Progress,
): Promise<SamplerResult> {
  const folder = mkdtempSync(join(tmpdir(), "hedge-bench-"));
  const peers: { name: string; process: PeerProcess; results: ChainResult[] }[] = [];
  try {
    const watch = chooseWatch(problem, probes, null, seed);
    const count = watchedCount(problem, watch);
    const starts = startsOf(problem, chains, seed);
    writeProblem(folder, problem, starts, watch);
    for (const peer of samplerPeers) {
      const python = findPython(peer.modules);
      if (python.kind === "unavailable") notes.skipped.add(`${peer.name}: ${python.why}`);
      else {
        const process = await startPeer(python.command, [peerScript(peer.script), folder, form], 1);
        Object.assign(notes.versions, (process.hello as PeerHello).versions);
        peers.push({ name: peer.name, process, results: [] });
      }
    }
    const own: ChainResult[] = [];
    const task = progress.start(name, chains * (1 + peers.length));
    let made = 0;
    for (const [chain, start] of starts.entries()) {
      task.advance(made++, `chain ${chain + 1} of ${chains}, hedge`);
      own.push(await runHedgeChain({ problem, watch, start, chain, seed, ...lengths.hedge }));
      for (const peer of peers) {
        task.advance(made++, `chain ${chain + 1} of ${chains}, ${peer.name}`);
        peer.results.push(
          await runPeerChain(peer.process, folder, { chain, seed, seconds, ...lengths.peers }, count),
        );
      }
    }
    task.advance(made);
    task.finish();
    const watched = parameterLayout(problem).freeGroups.length + probes;
    const fewest = Math.min(...peers.flatMap(({ results }) => results.map(({ draws }) => draws.length)));
    const efficiencies = [
      efficiencyOf("hedge", own, lengths.hedge.warmup, watched),
      // Estimates from few draws are noisy and their minimum is low: the same number of draws for a fair view.
      ...(peers.length > 0
        ? [efficiencyOf("hedge, cut to as few draws", cut(own, fewest), lengths.hedge.warmup, watched)]
        : []),
      ...peers.map((peer) => efficiencyOf(peer.name, peer.results, lengths.peers.warmup, watched)),
    ];
    return { name, density: describeDensity(problem), size: sizeOf(problem), probes, efficiencies };
  } finally {
    for (const { process } of peers) process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const samplerPeers = [
  { name: "NumPyro", script: "sample.py", modules: ["numpyro"] },
  { name: "nutpie (gradient by JAX)", script: "sample_nutpie.py", modules: ["numpyro", "nutpie"] },
];

/** The starts that `train` makes for a seed, rounded to float32. */
export function startsOf(problem: BenchProblem["problem"], count: number, seed: number): Float64Array[] {
  const startStream = 0x73746172;
  return Array.from({ length: count }, (_, chain) =>
    startParameters(problem, seedStream(seed, startStream + chain)).map(Math.fround),
  );
}

/** The first `draws` of each chain, time and gradients in proportion. */
function cut(results: readonly ChainResult[], draws: number): ChainResult[] {
  return results.map((result) => {
    const share = Math.min(1, draws / result.draws.length);
    return {
      ...result,
      draws: result.draws.slice(0, draws),
      drawSeconds: share * result.drawSeconds,
      gradients: share * result.gradients,
    };
  });
}
