import { table } from "../trainer/commands/output/table.ts";
import type { Timing } from "./contender.ts";
import type { GradientReport, GradientResult } from "./gradient.ts";
import { showMachine } from "./show-machine.ts";

/** The report for people. */
export function showGradient(report: GradientReport): string {
  const { machine, seed, versions, results, skipped } = report;
  return [
    showMachine(machine, seed, versions),
    ...results.map(showResult),
    linearity(results),
    ...skipped.map((line) => `left out: ${line}\n`),
  ].join("\n");
}

function showResult({ name, density, size, timings, agreement, memory }: GradientResult): string {
  const kernel = timings[0];
  const rows = timings.map((timing) => [
    timing.name,
    timing.gradientsPerSecond.toPrecision(3),
    milliseconds(timing.median),
    milliseconds(timing.best),
    milliseconds(timing.cpu),
    ((timing.median / size.products) * 1e9).toPrecision(3),
    kernel ? (kernel.median / timing.median).toPrecision(3) : "",
    kernel ? (kernel.cpu / timing.cpu).toPrecision(3) : "",
    `${timing.rounds} x ${timing.repetitions}`,
  ]);
  const head = [
    "",
    "gradients/s",
    "median ms",
    "best ms",
    "CPU ms",
    "ns/(nnz C)",
    "speed / kernel's",
    "by CPU time",
    "rounds",
  ];
  const wrong = agreement.filter(({ isSame }) => !isSame);
  const far = Math.max(...agreement.map(({ gradient }) => gradient));
  return [
    `${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves, ${size.nonZeros} non-zeros, dimension ${size.dimension}; ${density}`,
    table(head, rows).trimEnd(),
    wrong.length === 0
      ? `all compute the same value and gradient: largest relative difference ${far.toExponential(1)}`
      : `DIFFERENT DENSITY: ${wrong.map(({ name: who, gradient, value }) => `${who} (gradient ${gradient.toExponential(1)}, value ${value.toExponential(1)})`).join(", ")}`,
    `memory: data ${megabytes(memory.data)}, a vector ${megabytes(memory.vector)}, at most ${memory.vectorsPerChain.toFixed(1)} vectors a chain`,
    "",
  ].join("\n");
}

/** Time per gradient over non-zeros times classes, first to last catalogue: a constant when cost is linear. */
function linearity(results: readonly GradientResult[]): string {
  const each = results.flatMap(({ name, size, timings: [kernel] }) =>
    kernel ? [`${name} ${perProduct(kernel, size.products)}`] : [],
  );
  return `kernel, ns per non-zero and class: ${each.join(", ")}\n`;
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
