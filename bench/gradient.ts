import { withTemporaryFolder } from "../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../trainer/kernel/build.ts";
import type { Problem } from "../trainer/model/problem.ts";
import type { Progress } from "../trainer/progress/progress.ts";
import { agreedPositions } from "./agreed-positions.ts";
import { type Agreement, checkAgreement } from "./check-agreement.ts";
import { alternate, type Contender, type Timing } from "./contender.ts";
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
import { doubleContender, type KernelMemory, kernelContenders, tfjsContender } from "./in-process.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { compileC } from "./peers/compile-c.ts";
import { type PeerHello, peerContenders } from "./peers/peer-contenders.ts";
import { type PeerProcess, startPeer } from "./peers/peer-process.ts";
import { writeProblem } from "./peers/problem-file.ts";
import { findPython, peerScript } from "./peers/python.ts";
import { deepestTreeVectors } from "./tree-vectors.ts";
import { chooseWatch } from "./watch.ts";

/** Gradients per second of everybody on one catalogue. */
export type GradientResult = {
  readonly name: string;
  readonly density: string;
  readonly size: Size;
  readonly timings: readonly Timing[];
  readonly agreement: readonly Agreement[];
  readonly memory: KernelMemory & {
    /** Vectors of the dimension that one chain holds at most, work areas included, the data not. */
    readonly vectorsPerChain: number;
  };
};

/** What `npm run bench -- gradient --json` prints. */
export type GradientReport = {
  readonly bench: "gradient";
  readonly machine: Machine;
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly GradientResult[];
  /** What could not run, and why. */
  readonly skipped: readonly string[];
};

export type GradientOptions = {
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly only: readonly (keyof typeof catalogues)[];
  /** Length of a turn, in seconds. */
  readonly turn: number;
};

const pace = { rounds: 7, slowSeconds: 1 };

/**
 * In plain JavaScript tfjs sums segments by going through all values once for every segment: beyond this many multiplications a gradient takes
 * minutes.
 */
const mostForTfjs = 1e7;

/** Forms that are slower than this many times the best one sit the next, larger catalogue out. */
const farBehind = 2;

/** Measures gradients per second. Everybody evaluates the same density at the same float32 positions. */
export async function benchGradient(options: GradientOptions, progress: Progress): Promise<GradientReport> {
  await ensureKernel();
  const machine = describeMachine();
  const notes: Notes = { skipped: new Set(), versions: {} };
  const results: GradientResult[] = [];
  let forms: readonly string[] = [];
  for (const key of options.only) {
    const { titles, ...catalogue }: Catalogue = catalogues[key];
    if (!isThere(catalogue)) {
      notes.skipped.add(`${catalogue.name}: there is no ${catalogue.file}`);
      continue;
    }
    const found = await readCatalogue(
      catalogue,
      benchPreset(options.preset, 1),
      titles ? { titles, heldOut: 0, seed: options.seed } : null,
    );
    const result = await withTemporaryFolder("hedge-bench-", (folder) =>
      measure(folder, found, forms, options, notes, progress),
    );
    results.push(result);
    // Dense stays as long as it can be held: it is how the model is usually written.
    forms = [...new Set(["dense", ...notFarBehind(result.timings)])];
  }
  return {
    ...{ bench: "gradient", machine, seed: options.seed, preset: options.preset, versions: notes.versions },
    ...{ results, skipped: [...notes.skipped] },
  };
}

type Notes = { readonly skipped: Set<string>; readonly versions: Record<string, string> };

async function measure(
  folder: string,
  { name, problem }: BenchProblem,
  forms: readonly string[],
  options: GradientOptions,
  notes: Notes,
  progress: Progress,
): Promise<GradientResult> {
  const size = sizeOf(problem);
  progress.say(`${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves`);
  const positions = agreedPositions(problem, 2, options.seed);
  const peers: PeerProcess[] = [];
  try {
    writeProblem(folder, problem, positions, chooseWatch(problem, 0, null, options.seed));
    const relaxed = kernelContenders(problem, positions, "relaxed");
    const plain = kernelContenders(problem, positions, "plain");
    const reference = doubleContender(problem, positions);
    const contenders = [...relaxed.contenders, ...plain.contenders.slice(0, 1), reference];
    if ((size.rows + size.features) * size.products <= mostForTfjs)
      contenders.push(await tfjsContender(problem, positions));
    else notes.skipped.add(`tfjs on ${name}: a gradient would take minutes`);
    contenders.push(...(await peersOf(folder, name, forms, peers, notes)));

    progress.say(`${name}: comparing values and gradients`);
    const agreement = await checkAgreement(reference, oneOfEachForm(contenders));
    progress.say(`${name}: timing ${contenders.length} contenders`);
    const timings = await alternate(contenders, { ...pace, secondsPerTurn: options.turn });
    const memory = withVectors(relaxed.memory, problem);
    return { name, density: describeDensity(problem), size, timings, agreement, memory };
  } finally {
    for (const peer of peers) peer.close();
  }
}

async function peersOf(
  folder: string,
  name: string,
  forms: readonly string[],
  peers: PeerProcess[],
  notes: Notes,
): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const start = async (
    command: string,
    parameters: string[],
    threads: number,
    title: (form: string) => string,
  ) => {
    const peer = await startPeer(command, parameters, threads);
    peers.push(peer);
    const { versions, skipped = {} } = peer.hello as PeerHello;
    Object.assign(notes.versions, versions);
    for (const [form, why] of Object.entries(skipped))
      notes.skipped.add(`NumPyro ${form} on ${name}: ${why}`);
    contenders.push(...peerContenders(peer, folder, title));
  };
  const c = compileC(folder);
  if (c.kind === "unavailable") notes.skipped.add(c.why);
  else {
    notes.versions.c = c.with;
    await start(c.program, [folder], 1, () => "C");
  }
  const python = findPython(["numpyro"]);
  if (python.kind === "unavailable") notes.skipped.add(`NumPyro: ${python.why}`);
  else {
    for (const threads of [1, 2]) {
      const title = (form: string) => numpyroName(form, threads);
      await start(python.command, [peerScript("gradient.py"), folder, ...forms], threads, title);
    }
  }
  return contenders;
}

function numpyroName(form: string, threads: number): string {
  return `NumPyro ${form}, ${threads} thread${threads === 1 ? "" : "s"}`;
}

/** Threads do not change a formula: one of each is enough to compare. */
function oneOfEachForm(contenders: readonly Contender[]): Contender[] {
  return contenders.filter(({ name }) => !name.endsWith(" threads"));
}

function notFarBehind(timings: readonly Timing[]): string[] {
  const rated = timings.flatMap(({ name, median }) => {
    const form = /^NumPyro (.+), /.exec(name)?.[1];
    return form === undefined ? [] : [{ form, median }];
  });
  const best = Math.min(...rated.map(({ median }) => median));
  return [...new Set(rated.filter(({ median }) => median <= farBehind * best).map(({ form }) => form))];
}

function withVectors(memory: KernelMemory, problem: Problem): GradientResult["memory"] {
  const inTrees = deepestTreeVectors(problem.tree);
  return { ...memory, vectorsPerChain: inTrees + memory.work / memory.vector };
}
