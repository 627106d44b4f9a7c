import { table } from "../trainer/commands/output/table.ts";
import type { SamplerReport, SamplerResult } from "./sampler.ts";
import { showMachine } from "./show-machine.ts";

/** The report for people. */
export function showSampler({ machine, seed, versions, results, skipped }: SamplerReport): string {
  return [
    showMachine(machine, seed, versions),
    ...results.map(showResult),
    ...skipped.map((line) => `left out: ${line}\n`),
  ].join("\n");
}

function showResult({ name, density, size, probes, efficiencies }: SamplerResult): string {
  const head = [
    ...["", "chains", "warm-up + draws", "compile s", "warm-up s", "draws s", "CPU share", "gradients/draw"],
    ...[
      "gradients/s",
      "divergences",
      "R-hat",
      "min ESS",
      "median ESS",
      "min ESS/s",
      "with warm-up",
      "per 1000 gradients",
    ],
  ];
  const rows = efficiencies.map((one) => [
    one.name,
    `${one.chains}`,
    `${one.warmup} + ${one.draws}`,
    one.compileSeconds.toFixed(1),
    one.warmUpSeconds.toFixed(1),
    one.drawSeconds.toFixed(1),
    one.cpuShare.toFixed(2),
    one.gradientsPerDraw.toFixed(0),
    one.gradientsPerSecond.toPrecision(3),
    `${one.divergences}`,
    one.maxRHat.toFixed(3),
    one.minEss.toFixed(0),
    one.medianEss.toFixed(0),
    one.essPerSecond.toPrecision(3),
    one.essPerSecondWithWarmUp.toPrecision(3),
    one.essPerThousandGradients.toPrecision(3),
  ]);
  return [
    `${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves, dimension ${size.dimension}; ${density}; learned scales and ${probes} logits`,
    // Samplers side by side, statistics below each other: there are more of these than of those.
    table(
      ["", ...rows.map((row) => row[0] ?? "")],
      head.slice(1).map((label, k) => [label, ...rows.map((row) => row[k + 1] ?? "")]),
    ),
  ].join("\n");
}
