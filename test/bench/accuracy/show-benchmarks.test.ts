import { describe, expect, test } from "vitest";
import type { BenchmarkResult, Run } from "../../../bench/accuracy/run-benchmark.ts";
import { measuresOf, showBenchmarks, summarise } from "../../../bench/accuracy/show-benchmarks.ts";

function run(name: string, who: Run["who"], accuracy: number, logLoss: number | null): Run {
  const level = { accuracy, logLoss, ece: logLoss === null ? null : 0.05 };
  return { name, who, chosen: "", seconds: 1, smallRecall: 0.5, levels: [level] };
}

function result(seed: number, runs: Run[]): BenchmarkResult {
  const sizes = { trainingRows: 2, leaves: 2, testRows: 2, unseen: 0, smallRows: 1, features: 3 };
  return { seed, ...sizes, runs, versions: {}, leftOut: [] };
}

const results = [
  result(1, [
    run("hedge", "hedge", 0.7, 1.2),
    run("ridge", "peer", 0.71, null),
    run("logit", "peer", 0.6, 1.3),
  ]),
  result(2, [
    run("hedge", "hedge", 0.8, 1.1),
    run("ridge", "peer", 0.73, null),
    run("logit", "peer", 0.7, 1.1),
  ]),
];
const lines = showBenchmarks(["class"], results).split("\n");
const line = (start: string) => lines.filter((one) => one.startsWith(start));

describe("the table of classifiers", () => {
  test("has means and ranges over the splits, the best mean starred", () => {
    expect(line("hedge")[0]).toMatch(/^hedge +\*0\.750 \(0\.700-0\.800\) +\*0\.500$/);
    expect(line("ridge")[0]).toMatch(/^ridge +0\.720 \(0\.710-0\.730\) +\*0\.500$/);
  });

  test("leaves out who has no probabilities where these are compared", () => {
    expect(line("ridge")).toHaveLength(1);
    expect(line("logit")[1]).toMatch(/^logit +1\.200 \(1\.100-1\.300\) +\*0\.050$/);
  });

  test("says who wins, more being better for accuracy and less for log-loss", () => {
    expect(line("class:")).toEqual([
      "class: hedge 0.750, best peer 0.720 (ridge): ahead by 0.030, 1.04 times",
    ]);
    expect(line("log-loss class:")).toEqual([
      "log-loss class: hedge 1.150, best peer 1.200 (logit): ahead by 0.050, 0.96 times",
    ]);
    const beaten = results.map((one) => ({
      ...one,
      runs: one.runs.map((r) =>
        r.who === "hedge" ? { ...r, levels: [{ accuracy: 0.5, logLoss: 2, ece: 0.05 }] } : r,
      ),
    }));
    expect(showBenchmarks(["class"], beaten)).toContain(
      "class: hedge 0.500, best peer 0.720 (ridge): behind by 0.220, 0.69 times",
    );
  });

  test("shows no mean of fewer splits than there are", () => {
    const [accuracy] = measuresOf(["class"]);
    if (accuracy === undefined) throw new Error("no measure");
    const without = [...results, result(3, [])];
    expect(summarise(without, "hedge", accuracy)).toBeNull();
  });
});
