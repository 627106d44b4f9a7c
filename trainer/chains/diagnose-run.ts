import { pathOf } from "../../shared/tree/taxonomy.ts";
import { type Diagnosis, diagnose } from "../diagnostics/diagnose.ts";
import { type Problem, parameterLayout } from "../model/problem.ts";
import { readTrace } from "./trace.ts";

/**
 * Diagnoses the chains of a finished run: learned scales, the log density, the monitored logits,
 * and each chain by itself.
 */
export function diagnoseRun(folder: string, chains: number, problem: Problem): Diagnosis {
  const { tree } = problem;
  const traces = Array.from({ length: chains }, (_, chain) => readTrace(folder, chain));
  const column = (pick: (line: (typeof traces)[number][number]) => number) =>
    traces.map((trace) => Float64Array.from(trace, pick));
  const first = traces[0]?.[0];
  return diagnose({
    quantities: [
      ...parameterLayout(problem).freeGroups.map((group) => ({
        name: `scale of the children of ${pathOf(tree.taxonomy, tree.groups[group] ?? 0).join(" > ") || "the root"}`,
        kind: "scale" as const,
        chains: column(({ scales }) => scales[group] ?? Number.NaN),
      })),
      { name: "log density", kind: "log-density" as const, chains: column(({ logDensity }) => logDensity) },
      ...(first?.logits ?? []).map((_, probe) => ({
        name: `logit ${probe}`,
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
  });
}
