import { ensureKernel } from "../../trainer/kernel/build.ts";
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
import { alternate, type Candidate, type Timing } from "../harness/rounds.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { compileC } from "../peers/compile-c.ts";
import { type PeerProcess, startPeer } from "../peers/peer-process.ts";
import { writeProblem } from "../peers/problem-file.ts";
import { startPythonPeer } from "../peers/python.ts";
import { chooseWatch } from "../peers/watch.ts";
import {
  commonPositions,
  doubleCandidate,
  kernelCandidates,
  peerCandidates,
  tfjsCandidate,
} from "./candidates.ts";
import { compareGradients } from "./compare-gradients.ts";
import { deepestTreeVectors } from "./tree-vectors.ts";

/** Gradients per second of all candidates on one catalogue. */
type GradientResult = Awaited<ReturnType<typeof measureGradients>>;

const pace = { rounds: 7, secondsEach: 0.25, slowSeconds: 1 };

/**
 * In plain JavaScript tfjs sums segments by going through all values once for every segment. Beyond
 * this many multiplications a gradient takes minutes.
 */
const mostForTfjs = 1e7;

/** Forms that are slower than the best by this factor sit the next, larger catalogue out. */
const farBehind = 2;

/** Measures gradients per second, of the same density at the same positions for all. */
export async function benchGradient(
  options: BenchOptions,
  notes: Notes,
  progress: Progress,
): Promise<Measured> {
  await ensureKernel();
  let forms: readonly string[] = [];
  const { preset, seed, sizes = catalogueNames } = options;
  const results = await onEachCatalogue(options, sizes, notes, async (found, folder) => {
    const result = await measureGradients(folder, found, forms, seed, notes, progress);
    // Dense stays as long as it can be held: it is how the model is usually written.
    forms = [...new Set(["dense", ...fastForms(result.timings)])];
    return result;
  });
  return { figures: { preset, results }, text: showGradient(results) };
}

async function measureGradients(
  folder: string,
  { name, problem }: BenchProblem,
  forms: readonly string[],
  seed: number,
  notes: Notes,
  progress: Progress,
) {
  const size = sizeOf(problem);
  progress.say(`${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves`);
  const positions = commonPositions(problem, 2, seed);
  const peers: PeerProcess[] = [];
  try {
    writeProblem(folder, problem, positions, chooseWatch(problem, 0, null, seed));
    const relaxed = kernelCandidates(problem, positions, "relaxed");
    const plain = kernelCandidates(problem, positions, "plain");
    const reference = doubleCandidate(problem, positions);
    const candidates = [...relaxed.candidates, ...plain.candidates.slice(0, 1), reference];
    if ((size.rows + size.features) * size.products <= mostForTfjs)
      candidates.push(await tfjsCandidate(problem, positions));
    else notes.skipped.add(`tfjs on ${name}: a gradient would take minutes`);
    candidates.push(...(await startPeers(folder, name, forms, peers, notes)));

    progress.say(`${name}: comparing values and gradients`);
    // Threads do not change a formula: one of each form is enough to compare.
    const distinct = candidates.filter((candidate) => !candidate.name.endsWith(" threads"));
    const agreement = await compareGradients(reference, distinct);
    progress.say(`${name}: timing ${candidates.length} candidates`);
    const timings = await alternate(candidates, pace);
    const { work, vector } = relaxed.memory;
    // Vectors of the dimension that one chain holds at most, without the data.
    const vectorsPerChain = deepestTreeVectors(problem.tree) + work / vector;
    const memory = { ...relaxed.memory, vectorsPerChain };
    return { name, density: describeDensity(problem), size, timings, agreement, memory };
  } finally {
    for (const peer of peers) peer.close();
  }
}

/** Starts C, and NumPyro with one and with two threads; those that start are added to `peers`. */
async function startPeers(
  folder: string,
  name: string,
  forms: readonly string[],
  peers: PeerProcess[],
  notes: Notes,
): Promise<Candidate[]> {
  const add = (peer: PeerProcess, nameOf: (form: string) => string) => {
    peers.push(peer);
    const { versions, skipped = {} } = peer.hello;
    Object.assign(notes.versions, versions);
    for (const [form, why] of Object.entries(skipped))
      notes.skipped.add(`NumPyro ${form} on ${name}: ${why}`);
    return peerCandidates(peer, folder, nameOf);
  };
  const candidates: Candidate[] = [];
  const c = compileC(folder);
  if (c.kind === "unavailable") notes.skipped.add(c.why);
  else {
    notes.versions.c = c.with;
    candidates.push(...add(await startPeer(c.program, [folder], 1), () => "C"));
  }
  const numpyro = await availablePeers(
    [1, 2],
    async (threads) => {
      const task = ["gradient", folder, ...forms];
      const peer = await startPythonPeer({ modules: ["numpyro"], task, threads });
      return add(peer, (form) => `NumPyro ${form}, ${threads} thread${threads === 1 ? "" : "s"}`);
    },
    (_, why) => notes.skipped.add(`NumPyro: ${why}`),
  );
  return [...candidates, ...numpyro.flat()];
}

function fastForms(timings: readonly Timing[]): string[] {
  const rated = timings.flatMap(({ name, median }) => {
    const form = /^NumPyro (.+), /.exec(name)?.[1];
    return form === undefined ? [] : [{ form, median }];
  });
  const best = Math.min(...rated.map(({ median }) => median));
  return rated.filter(({ median }) => median <= farBehind * best).map(({ form }) => form);
}

/** The results for people, catalogue by catalogue. */
function showGradient(results: readonly GradientResult[]): string {
  // A constant when cost is linear in non-zeros times classes.
  const costs = results.flatMap(({ name, size, timings: [kernel] }) =>
    kernel ? [`${name} ${perProduct(kernel, size.products)}`] : [],
  );
  return [...results.map(showResult), `kernel, ns per non-zero and class: ${costs.join(", ")}\n`].join("\n");
}

function showResult({ name, density, size, timings, agreement, memory }: GradientResult): string {
  const { median: wall = Number.NaN, cpu = Number.NaN } = timings[0] ?? {};
  const columns: Column<Timing>[] = [
    ["", (timing) => timing.name],
    ["gradients/s", (timing) => timing.gradientsPerSecond.toPrecision(3)],
    ["median ms", (timing) => milliseconds(timing.median)],
    ["best ms", (timing) => milliseconds(timing.best)],
    ["CPU ms", (timing) => milliseconds(timing.cpu)],
    ["ns/(nnz C)", (timing) => perProduct(timing, size.products)],
    ["speed / kernel's", (timing) => (wall / timing.median).toPrecision(3)],
    ["by CPU time", (timing) => (cpu / timing.cpu).toPrecision(3)],
    ["rounds", (timing) => `${timing.rounds} x ${timing.repetitions}`],
  ];
  const { rows, features, leaves, nonZeros, dimension } = size;
  const different = agreement
    .filter(({ isSame }) => !isSame)
    .map(
      (one) => `${one.name} (gradient ${one.gradient.toExponential(1)}, value ${one.value.toExponential(1)})`,
    );
  const largest = Math.max(...agreement.map(({ gradient }) => gradient)).toExponential(1);
  return [
    `${name}: ${rows} rows, ${features} features, ${leaves} leaves, ${nonZeros} non-zeros, dimension ${dimension}; ${density}`,
    columnTable(columns, timings).trimEnd(),
    different.length === 0
      ? `all compute the same value and gradient: largest relative difference ${largest}`
      : `DIFFERENT DENSITY: ${different.join(", ")}`,
    `memory: data ${megabytes(memory.data)}, a vector ${megabytes(memory.vector)}, at most ${memory.vectorsPerChain.toFixed(1)} vectors a chain`,
    "",
  ].join("\n");
}

function perProduct({ median }: Timing, products: number): string {
  return ((median / products) * 1e9).toPrecision(3);
}

function milliseconds(seconds: number): string {
  return (1000 * seconds).toPrecision(3);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}
