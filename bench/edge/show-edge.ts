import { table } from "../../trainer/commands/output/table.ts";
import { showMachine } from "../show-machine.ts";
import type { EdgeReport } from "./edge.ts";
import type { SoakResult } from "./soak.ts";

/** The report for people. */
export function showEdge({
  machine,
  seed,
  versions,
  model,
  pace,
  results,
  batchGain,
  soak,
}: EdgeReport): string {
  const rows = results.map((result) => [
    result.name,
    String(result.connections),
    result.perSecond.toPrecision(4),
    result.titlesPerSecond.toPrecision(4),
    result.ratio.toFixed(3),
    `${result.ratios[0].toFixed(3)} to ${result.ratios[1].toFixed(3)}`,
    result.cpu.toPrecision(3),
    result.latency.p50.toPrecision(3),
    result.latency.p90.toPrecision(3),
    result.latency.p99.toPrecision(3),
    String(result.failures),
  ]);
  const head = [
    "",
    "connections",
    "requests/s",
    "titles/s",
    "/ empty route",
    "rounds",
    "CPU us",
    "p50 ms",
    "p90 ms",
    "p99 ms",
    "failures",
  ];
  const { hash, bytes, leaves, terms, draws } = model;
  return [
    showMachine(machine, seed, versions),
    `model ${hash.slice(0, 19)}: ${(bytes / 1e6).toFixed(1)} MB, ${leaves} leaves, ${terms} terms, ${draws} draws; titles of 10 words`,
    `${pace.rounds} rounds of ${pace.seconds} s for each; ${pace.pool} titles asked before; loopback\n`,
    table(head, rows),
    ...batchGain.map(
      ({ connections, known, fresh }) =>
        `a batch of ${pace.batch} at ${connections} connections: ${known.toFixed(1)} times the titles/s of single requests${fresh === null ? "" : `, ${fresh.toFixed(1)} times when all titles are new`}`,
    ),
    ...(soak ? ["", showSoak(soak)] : []),
    "",
  ].join("\n");
}

function showSoak(soak: SoakResult): string {
  const { seconds, connections, requests, answers, swaps, swapsSeen, slowestSwap, failed, wrong, memory } =
    soak;
  return [
    `soak of ${seconds} s, ${connections} connections: ${requests} requests, ${answers} answers, ${failed} failed, ${wrong} wrong`,
    `${swaps} swaps of the model, ${swapsSeen} seen, the slowest after ${slowestSwap.toFixed(1)} s`,
    `memory ${memory.start.toFixed(0)} MB at the start, at most ${memory.quarters.map((most) => most.toFixed(0)).join(", ")} MB in each quarter`,
    ...soak.examples.map((example) => `  ${example}`),
  ].join("\n");
}
