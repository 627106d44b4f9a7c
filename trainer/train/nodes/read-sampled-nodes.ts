import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { chooseProbes, probeCount } from "../../chains/probes.ts";
import { readSampledRun } from "../../chains/read-sampled-run.ts";
import { nodeFolder } from "../../chains/run-folder.ts";
import type { SampledRun } from "../../diagnostics/diagnose.ts";
import type { ChainRecord, Quantity } from "../../diagnostics/summary.ts";
import { type NodeRows, type NodeSet, nodeProblem } from "./node-problems.ts";

/** Number of logits of each node that are monitored: together as many as in a flat model. */
export function probeCounts(nodes: readonly Pick<NodeRows, "node" | "rows">[]): Map<number, number> {
  const total = nodes.reduce((sum, { rows }) => sum + rows.length, 0);
  let [seen, given] = [0, 0];
  return new Map(
    nodes.map(({ node, rows }) => {
      seen += rows.length;
      const own = Math.round((probeCount * seen) / Math.max(1, total)) - given;
      given += own;
      return [node, own];
    }),
  );
}

/**
 * Reads what the chains of all nodes recorded, as one run. Draws of nodes are independent, so chain
 * c of every node together are chain c of the whole: its log density and energy are the sums.
 */
export function readSampledNodes(folder: string, chains: number, set: NodeSet, seed: number): SampledRun {
  const { taxonomy } = set.regression.problem.tree;
  const counts = probeCounts(set.nodes);
  const runs = set.nodes.map((rows) => {
    const { problem } = nodeProblem(set, rows);
    const probes = chooseProbes(problem, counts.get(rows.node) ?? 0, seed);
    const run = readSampledRun(nodeFolder(folder, rows.node), chains, problem, probes);
    return { run, where: pathOf(taxonomy, rows.node).join(" > ") };
  });
  const named = runs.flatMap(({ run, where }) =>
    run.quantities
      .filter(({ kind }) => kind !== "log-density")
      .map((one) => ({ ...one, name: nameWithin(one, where) })),
  );
  const densities = runs.flatMap(({ run }) => run.quantities.filter(({ kind }) => kind === "log-density"));
  const [first] = densities;
  const density: Quantity[] =
    first === undefined
      ? []
      : [{ ...first, chains: first.chains.map((_, c) => sum(densities.map((one) => one.chains[c]))) }];
  return {
    quantities: [
      ...named.filter(({ kind }) => kind === "scale"),
      ...density,
      ...named.filter(({ kind }) => kind !== "scale"),
    ],
    chains: Array.from({ length: chains }, (_, c) =>
      joinRecords(runs.flatMap(({ run }) => run.chains[c] ?? [])),
    ),
  };
}

/** What a quantity of the node with a path is called. Its tree has the node as its root. */
function nameWithin({ name, kind }: Quantity, path: string): string {
  const where = path === "" ? "the root" : `"${path}"`;
  if (kind === "scale")
    return name.endsWith("the root")
      ? `the scale of the children of ${where}`
      : `${name} in the softmax of ${where}`;
  return path === "" ? name : `${name} below ${where}`;
}

/** The record of a chain of all nodes. Its step size is that of the first node. */
export function joinRecords(records: readonly ChainRecord[]): ChainRecord {
  const add = (pick: (one: ChainRecord) => number) => records.reduce((total, one) => total + pick(one), 0);
  return {
    divergences: add(({ divergences }) => divergences),
    trajectories: add(({ energies }) => energies.length),
    maxDepthHits: add(({ maxDepthHits }) => maxDepthHits),
    stepSize: records[0]?.stepSize ?? Number.NaN,
    meanAcceptance: add(({ meanAcceptance }) => meanAcceptance) / records.length,
    energies: sum(records.map(({ energies }) => energies)),
  };
}

function sum(series: readonly (Float64Array | undefined)[]): Float64Array {
  const total = Float64Array.from(series[0] ?? []);
  for (const one of series.slice(1))
    one?.forEach((value, k) => {
      total[k] = (total[k] ?? 0) + value;
    });
  return total;
}
