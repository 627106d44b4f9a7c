import { table } from "../../trainer/commands/output/table.ts";
import { showMachine } from "../show-machine.ts";
import type { PredictReport } from "./predict.ts";
import type { PerTitle } from "./quantiles.ts";

/** The report for people. Microseconds a title: median / 99 % quantile over titles. */
export function showPredict(report: PredictReport): string {
  const { machine, seed, versions, results, tfjs, peers, skipped, workerGzip } = report;
  const columns = results.map((result) => [
    result.bytes.toLocaleString("en"),
    result.terms.toLocaleString("en"),
    both(result.node.classify),
    result.node.titlesPerSecond.toFixed(0),
    both(result.node.vectorise),
    both(result.node.predict),
    result.node.probabilities ? both(result.node.probabilities) : "",
    both(result.workerd.classify),
    result.cold.open.toFixed(1),
    result.cold.firstAnswer.toFixed(1),
    result.workerd.cold.firstAnswer.toFixed(1),
    `${(1 + result.cold.keptBytes / result.bytes).toFixed(2)}`,
  ]);
  const names = [
    "bytes",
    "terms",
    "answer in Node, us",
    "titles/s in Node",
    "  text to features",
    "  predictive",
    "  probabilities alone",
    "answer in workerd, CPU us",
    "opened in Node, CPU ms",
    "first answer in Node, CPU ms",
    "first answer in workerd, CPU ms",
    "memory / file",
  ];
  const rows = names.map((name, k) => [name, ...columns.map((column) => column[k] ?? "")]);
  const mine = results[0]?.node.classify.median ?? Number.NaN;
  const others = [
    ...peers.map(({ name, microseconds, each, bytes, accuracy }) => [
      name,
      number(microseconds),
      number(each),
      bytes?.toLocaleString("en") ?? "",
      accuracy?.toFixed(3) ?? "",
      (mine / (microseconds ?? Number.NaN)).toFixed(2),
    ]),
    ["TensorFlow.js, 64 draws", "", number(tfjs.median), "", "", (mine / tfjs.median).toFixed(2)],
  ];
  return [
    showMachine(machine, seed, versions),
    table(["", ...results.map(({ name }) => name)], rows),
    `worker without a model: ${workerGzip.toLocaleString("en")} bytes after gzip`,
    "",
    table(["peer", "us, all at once", "us, one by one", "bytes", "accuracy", "hedge takes times"], others),
    ...skipped.map((line) => `left out: ${line}\n`),
  ].join("\n");
}

function both({ median, p99 }: PerTitle): string {
  return `${median.toFixed(1)} / ${p99.toFixed(1)}`;
}

function number(value: number | null): string {
  return value === null ? "" : value.toFixed(1);
}
