import { type Command, InvalidArgumentError } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { fileName, names, share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import type { ProgressDisplay } from "../../trainer/progress/bars.ts";
import type { Benchmark } from "../catalogues/benchmark.ts";
import { keepOption, keptResults } from "../harness/kept-results.ts";
import { type ChainLengths, type TrainingArguments, withTrainingOptions } from "../harness/options.ts";
import { type Study, stopOnInterrupt } from "../harness/study.ts";
import type { PeerMethod, PeerTask } from "../peers/classifiers.ts";
import { peersNamed } from "./methods.ts";
import {
  type BenchmarkResult,
  type HedgeForm,
  type Run,
  reasonOf,
  runBenchmark,
  stopped,
} from "./run-benchmark.ts";
import { showBenchmarks } from "./show-benchmarks.ts";

/** Share of the titles to test on, unless another is asked for. */
export const testShare = 0.33;

/** What both comparisons are told. */
export type AccuracyArguments = TrainingArguments &
  Pick<Training, "preset" | "maxBytes"> & {
    readonly seeds: number[];
    readonly test: number;
    readonly peers?: string[];
    readonly keep?: string;
  };

/** Adds the options that both comparisons have. `methods`: the peers there are. */
export function withAccuracyOptions(
  command: Command,
  lengths: ChainLengths,
  methods: readonly PeerMethod[],
): Command {
  const peers = "only peers whose name has one of these in it, parted by commas";
  return withTrainingOptions(command, lengths)
    .option("--seeds <numbers>", "seeds parted by commas, each a split of its own", seeds, [1, 2, 3])
    .option("--peers <texts>", peers, partsOf(methods))
    .option(
      "--test <share>",
      "share of the titles, or of the rows of each class, to test on",
      share,
      testShare,
    )
    .option("--max-bytes <n>", "most bytes that a model may have", wholeNumber(1), trainDefaults.maxBytes)
    .option(...keepOption, fileName);
}

/** Parts of names, each of them of some method. */
function partsOf(methods: readonly PeerMethod[]): (text: string) => string[] {
  return (text) => {
    const parts = names(text);
    const unknown = parts.find((part) => peersNamed(methods, [part]).length === 0);
    if (unknown === undefined) return parts;
    const all = methods.map(({ name }) => `"${name}"`).join(", ");
    throw new InvalidArgumentError(`No peer's name has "${unknown}" in it; there are ${all}.`);
  };
}

/** Different seeds parted by commas. */
function seeds(text: string): number[] {
  const found = text.split(",").map((part) => wholeNumber(0, 0xffff_ffff)(part.trim()));
  if (new Set(found).size < found.length) throw new InvalidArgumentError("Each seed must occur once.");
  return found;
}

/** What is compared on the split of a seed. */
export type SplitPlan = {
  readonly benchmark: Benchmark;
  readonly forms: readonly [HedgeForm, ...HedgeForm[]];
  readonly methods: readonly PeerMethod[];
  readonly foldsBy: PeerTask["foldsBy"];
};

/** A split without a result, and why. */
type FailedSeed = { readonly seed: number; readonly why: string };

/**
 * Runs the benchmark of each seed. A seed that fails is left out. After an interrupt there are the
 * results of all seeds that are finished, or else what the first has come to.
 *
 * @throws the first seed's error if all of them fail; HedgeError `failed` when nobody could take
 *   part
 */
export async function runSplits(
  options: AccuracyArguments,
  progress: ProgressDisplay,
  planOf: (seed: number) => SplitPlan,
): Promise<Study> {
  const { json: _, levels, keep, ...told } = options;
  const kept = keptResults<Run>(keep ?? null);
  const signal = stopOnInterrupt();
  const results: BenchmarkResult[] = [];
  const failures: { readonly seed: number; readonly error: unknown }[] = [];
  for (const seed of options.seeds) {
    progress.say(`seed ${seed}`);
    try {
      if (signal.aborted) throw new HedgeError("failed", stopped);
      const { benchmark, forms, methods, foldsBy } = planOf(seed);
      const result = await runBenchmark(benchmark, forms, methods, foldsBy, kept, progress, signal);
      if (signal.aborted && results.length > 0) throw new HedgeError("failed", stopped);
      results.push(result);
    } catch (error) {
      failures.push({ seed, error });
      progress.say(`seed ${seed}: left out: ${reasonOf(error)}`);
    }
  }
  const [first] = failures;
  if (results.length === 0 && first !== undefined) throw first.error;
  const why = results.flatMap(({ leftOut }) => leftOut)[0]?.why;
  if (results.every(({ runs }) => runs.length === 0))
    throw new HedgeError("failed", `Nobody could take part: ${why}`);
  if (signal.aborted) process.exitCode = 1;
  const failedSeeds = failures.map(({ seed, error }) => ({ seed, why: reasonOf(error) }));
  return {
    figures: { levels, ...told, benchmarks: results, failedSeeds },
    ...{ seed: null, versions: results[0]?.versions ?? {} },
    text: showReport(levels, results, failedSeeds, options.peers),
  };
}

/** Sizes of the splits, who was left out, the tables, and what everybody was trained with. */
export function showReport(
  levels: readonly string[],
  results: readonly BenchmarkResult[],
  failedSeeds: readonly FailedSeed[],
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
    "",
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
