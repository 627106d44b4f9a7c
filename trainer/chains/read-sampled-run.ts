import { pathOf } from "../../shared/tree/taxonomy.ts";
import type { SampledRun } from "../diagnostics/diagnose.ts";
import { type Problem, parameterLayout } from "../model/problem.ts";
import type { Probe } from "./chain-job.ts";
import { readTrace } from "./trace.ts";

/**
 * Reads what a finished run is diagnosed by: learned scales, the log density, the monitored logits,
 * and each chain by itself.
 *
 * @param probes the logits, as the chains recorded them
 */
export function readSampledRun(
  folder: string,
  chains: number,
  problem: Problem,
  probes: readonly Probe[],
): SampledRun {
  const { tree } = problem;
  const showNode = (node: number) =>
    node === 0 ? "the root" : `"${pathOf(tree.taxonomy, node).join(" > ")}"`;
  const traces = Array.from({ length: chains }, (_, chain) => readTrace(folder, chain));
  const column = (pick: (line: (typeof traces)[number][number]) => number) =>
    traces.map((trace) => Float64Array.from(trace, pick));
  return {
    quantities: [
      ...parameterLayout(problem).freeGroups.map((group) => ({
        name: `the scale of the children of ${showNode(tree.groups[group] ?? 0)}`,
        kind: "scale" as const,
        chains: column(({ scales }) => scales[group] ?? Number.NaN),
      })),
      {
        name: "the log density",
        kind: "log-density" as const,
        chains: column(({ logDensity }) => logDensity),
      },
      ...probes.map(({ leaf }, probe) => ({
        name: `the logit of ${showNode(tree.leaves[leaf] ?? 0)} for watched title ${probe + 1}`,
        kind: "logit" as const,
        chains: column(({ logits }) => logits[probe] ?? Number.NaN),
      })),
    ],
    chains: traces.map((trace) => ({
      divergences: trace.filter(({ end }) => end === "divergent").length,
      maxDepthHits: trace.filter(({ end }) => end === "max-depth").length,
      stepSize: trace.at(-1)?.stepSize ?? Number.NaN,
      meanAcceptance: trace.reduce((sum, { acceptance }) => sum + acceptance / trace.length, 0),
      energies: Float64Array.from(trace, ({ energy }) => energy),
    })),
  };
}
