import { ensureKernel } from "../../trainer/kernel/build.ts";
import { type BenchOptions, type BenchProblem, onEachCatalogue } from "../catalogues/catalogues.ts";
import { withCleanUp } from "../harness/clean-up.ts";
import { alternate, type Timing } from "../harness/rounds.ts";
import { attempt, type Findings, type Study } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { writeArrays } from "../peers/arrays.ts";
import { compileC, type PeerProcess, startPeer, startPythonPeer } from "../peers/peer-process.ts";
import { problemArrays } from "../peers/problem-file.ts";
import {
  commonPositions,
  doubleCandidate,
  kernelCandidates,
  numpyroForms,
  peerCandidates,
  tfjsCandidate,
} from "./candidates.ts";
import { compareGradients } from "./compare-gradients.ts";
import { deepestTreeVectors } from "./tree-vectors.ts";

const pace = { rounds: 7, secondsEach: 0.25, slowSeconds: 1 };

/** In plain JavaScript tfjs goes through all values once for each segment: beyond this, minutes. */
const mostForTfjs = 1e7;

const mostForDense = 1e10;

/** Forms that are slower than the best by this factor sit the next, larger catalogue out. */
const farBehind = 2;

/** Compares the time of a gradient: the kernel, plain TypeScript, TensorFlow.js, C and NumPyro. */
export async function benchGradient(study: Study<BenchOptions>): Promise<Findings> {
  await ensureKernel();
  let forms: readonly string[] = numpyroForms;
  const results = await onEachCatalogue(study, async (found, folder) => {
    const result = await withCleanUp((peers) => measureGradients(study, folder, found, forms, peers));
    // Dense stays as long as it can be held: it is how the model is usually written.
    forms = [...new Set(["dense", ...fastForms(result.timings)])];
    return result;
  });
  // A constant when cost is linear in non-zeros times classes.
  const costs = results.flatMap(({ name, size, timings: [kernel] }) =>
    kernel ? [`${name} ${perProduct(kernel, size.products)}`] : [],
  );
  const lines = [...results.map(showResult), `kernel, ns per non-zero and class: ${costs.join(", ")}\n`];
  return { figures: { results }, text: lines.join("\n") };
}

async function measureGradients(
  study: Study<BenchOptions>,
  folder: string,
  { name, problem, size, density }: BenchProblem,
  forms: readonly string[],
  peers: AsyncDisposableStack,
) {
  const { options, progress, skipped, versions } = study;
  progress.say(`${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves`);
  const positions = commonPositions(problem, 2, options.seed);
  const start = (who: string, starting: () => Promise<PeerProcess>, nameOf: (form: string) => string) =>
    attempt(study, who, async () => {
      const peer = await starting();
      peers.defer(peer.close);
      Object.assign(versions, peer.hello.versions);
      candidates.push(...peerCandidates(peer, folder, nameOf));
    });
  writeArrays(folder, problemArrays(problem, positions));
  const relaxed = kernelCandidates(problem, positions, "relaxed");
  const plain = kernelCandidates(problem, positions, "plain");
  const reference = doubleCandidate(problem, positions);
  const candidates = [...relaxed.candidates, ...plain.candidates.slice(0, 1), reference];
  if ((size.rows + size.features) * size.products <= mostForTfjs)
    candidates.push(await tfjsCandidate(problem, positions));
  else skipped.add(`tfjs on ${name}: a gradient would take minutes`);
  const isTooDense = size.rows * size.features * size.leaves > mostForDense;
  if (isTooDense) skipped.add(`NumPyro dense on ${name}: it would take gigabytes`);
  const startC = async () => await startPeer(compileC(folder), [folder]);
  await start("C", startC, () => "C");
  for (const threads of [1, 2]) {
    const named = (form: string) => `NumPyro ${form}, ${threads} thread${threads === 1 ? "" : "s"}`;
    const task = ["gradient", folder, ...forms.filter((form) => form !== "dense" || !isTooDense)];
    await start("NumPyro", () => startPythonPeer(["numpyro"], task, threads), named);
  }
  progress.say(`${name}: comparing values and gradients`);
  // Threads do not change a formula: one of each form is enough to compare.
  const distinct = candidates.filter((candidate) => !candidate.name.endsWith(" threads"));
  const agreement = await compareGradients(reference, distinct);
  progress.say(`${name}: timing ${candidates.length} candidates`);
  const timings = await alternate(candidates, pace);
  const { work, vector } = relaxed.memory;
  // Vectors of the dimension that one chain holds at most, without the data.
  const vectorsPerChain = deepestTreeVectors(problem.tree) + work / vector;
  return { name, density, size, timings, agreement, memory: { ...relaxed.memory, vectorsPerChain } };
}

function fastForms(timings: readonly Timing[]): string[] {
  const rated = timings.flatMap(({ name, median }) => {
    const form = /^NumPyro (.+), /.exec(name)?.[1];
    return form === undefined ? [] : [{ form, median }];
  });
  const best = Math.min(...rated.map(({ median }) => median));
  return rated.filter(({ median }) => median <= farBehind * best).map(({ form }) => form);
}

function showResult(result: Awaited<ReturnType<typeof measureGradients>>): string {
  const { name, density, size, timings, agreement, memory } = result;
  const { median: wall = Number.NaN, cpu = Number.NaN } = timings[0] ?? {};
  const columns: Column<Timing>[] = [
    ["", (timing) => timing.name],
    ["gradients/s", (timing) => timing.gradientsPerSecond.toPrecision(3)],
    ["median ms", (timing) => (1000 * timing.median).toPrecision(3)],
    ["best ms", (timing) => (1000 * timing.best).toPrecision(3)],
    ["CPU ms", (timing) => (1000 * timing.cpu).toPrecision(3)],
    ["ns/(nnz C)", (timing) => perProduct(timing, size.products)],
    ["speed / kernel's", (timing) => (wall / timing.median).toPrecision(3)],
    ["by CPU time", (timing) => (cpu / timing.cpu).toPrecision(3)],
    ["rounds", (timing) => `${timing.rounds} x ${timing.repetitions}`],
  ];
  const { rows, features, leaves, nonZeros, dimension } = size;
  const errors = ({ name, gradient, value }: (typeof agreement)[number]) =>
    `${name} (gradient ${gradient.toExponential(1)}, value ${value.toExponential(1)})`;
  const different = agreement.filter(({ isSame }) => !isSame).map(errors);
  const largest = Math.max(...agreement.map(({ gradient }) => gradient)).toExponential(1);
  const [data, vector] = [memory.data, memory.vector].map((bytes) => `${(bytes / 1e6).toPrecision(3)} MB`);
  return [
    `${name}: ${rows} rows, ${features} features, ${leaves} leaves, ${nonZeros} non-zeros, dimension ${dimension}; ${density}`,
    columnTable(columns, timings).trimEnd(),
    different.length === 0
      ? `all compute the same value and gradient: largest relative difference ${largest}`
      : `DIFFERENT DENSITY: ${different.join(", ")}`,
    `memory: data ${data}, a vector ${vector}, at most ${memory.vectorsPerChain.toFixed(1)} vectors a chain`,
    "",
  ].join("\n");
}

function perProduct({ median }: Timing, products: number): string {
  return ((median / products) * 1e9).toPrecision(3);
}
