import { type Command, InvalidArgumentError } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { notEmpty, share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import { keepOption } from "../harness/kept-results.ts";
import {
  type ChainLengths,
  knownNames,
  type TrainingArguments,
  withTrainingOptions,
} from "../harness/options.ts";
import { type Findings, type Study, stopOnInterrupt } from "../harness/study.ts";
import type { PeerMethod } from "../peers/classifiers.ts";
import { peersNamed } from "./methods.ts";
import { type BenchmarkResult, reasonOf, runBenchmark, type SplitPlan, stopped } from "./run-benchmark.ts";
import { showBenchmarks } from "./show-benchmarks.ts";

/** Share of the titles that is tested on, unless told otherwise. */
export const testShare = 0.33;

/** Options of the commands that measure accuracy, as they are given. */
export type AccuracyArguments = TrainingArguments &
  Pick<Training, "preset" | "maxBytes"> &
  Readonly<{ seeds: number[]; test: number; peers?: string[]; keep?: string }>;

/** Adds the options of a command that measures accuracy. `lengths` are the defaults of chains. */
export function withAccuracyOptions(
  command: Command,
  lengths: ChainLengths,
  methods: readonly PeerMethod[],
): Command {
  const names = methods.map(({ name }) => name);
  const peers = knownNames(names, (part) => peersNamed(methods, [part]).length > 0);
  const rows = "share of the titles, or of the rows of each class, to test on";
  return withTrainingOptions(command, lengths)
    .option("--seeds <numbers>", "seeds parted by commas, each a split of its own", seeds, [1, 2, 3])
    .option("--peers <texts>", "only peers whose name has one of these in it, parted by commas", peers)
    .option("--test <share>", rows, share, testShare)
    .option("--max-bytes <n>", "most bytes that a model may have", wholeNumber(1), trainDefaults.maxBytes)
    .option(...keepOption, notEmpty);
}

function seeds(text: string): number[] {
  const found = text.split(",").map((part) => wholeNumber(0, 0xffff_ffff)(part.trim()));
  if (new Set(found).size < found.length) throw new InvalidArgumentError("Each seed must occur once.");
  return found;
}

/** Runs the benchmark of each seed. A seed that fails is left out. */
export async function runSplits(
  { options, progress, versions }: Study<AccuracyArguments>,
  planOf: (seed: number) => SplitPlan,
): Promise<Findings> {
  const { levels, keep, peers } = options;
  const signal = stopOnInterrupt();
  const benchmarks: BenchmarkResult[] = [];
  const failures: { readonly seed: number; readonly error: unknown }[] = [];
  for (const seed of options.seeds) {
    progress.say(`seed ${seed}`);
    try {
      if (signal.aborted) throw new HedgeError("failed", stopped);
      const result = await runBenchmark(planOf(seed), keep, progress, signal);
      if (signal.aborted && benchmarks.length > 0) throw new HedgeError("failed", stopped);
      benchmarks.push(result);
    } catch (error) {
      failures.push({ seed, error });
      progress.say(`seed ${seed}: left out: ${reasonOf(error)}`);
    }
  }
  const [first] = benchmarks;
  if (first === undefined) throw failures[0]?.error;
  if (benchmarks.every(({ runs }) => runs.length === 0))
    throw new HedgeError("failed", `Nobody could take part: ${first.leftOut[0]?.why}`);
  if (signal.aborted) process.exitCode = 1;
  Object.assign(versions, first.versions);
  const failedSeeds = failures.map(({ seed, error }) => ({ seed, why: reasonOf(error) }));
  return { figures: { benchmarks, failedSeeds }, text: showReport(levels, benchmarks, failedSeeds, peers) };
}

/** The results of all splits for people: who took part, the scores, and what was chosen. */
export function showReport(
  levels: readonly string[],
  results: readonly BenchmarkResult[],
  failedSeeds: readonly { readonly seed: number; readonly why: string }[],
  peers?: readonly string[],
): string {
  const splits = results.map(
    ({ seed, trainingRows, leaves, testRows, unseen, smallRows, features }) =>
      `seed ${seed}: ${trainingRows} training rows, ${leaves} classes, ${features} features; ${testRows} test rows, ` +
      `${smallRows} of them of small classes; ${unseen} more left out, since training has not seen their class`,
  );
  const missing = results.flatMap(({ seed, leftOut }) => leftOut.map((one) => ({ seed, ...one })));
  const seedsOf = Map.groupBy(missing, ({ name, why }) => `${name}: left out: ${why}`);
  const chosen = results.flatMap(({ seed, runs }) =>
    runs.map((run) => `seed ${seed}, ${run.name}: ${run.chosen}, ${run.seconds.toFixed(0)} s`),
  );
  return [
    ...splits,
    ...(peers === undefined ? [] : [`only peers whose name has ${peers.join(" or ")} in it`]),
    ...failedSeeds.map(({ seed, why }) => `seed ${seed}: left out: ${why}`),
    ...[...seedsOf].map(([line, found]) => `${line} (seed ${found.map(({ seed }) => seed).join(", ")})`),
    "",
    showBenchmarks(levels, results),
    ...chosen,
    "",
  ].join("\n");
}
