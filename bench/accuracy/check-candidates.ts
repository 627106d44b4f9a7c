import { Command } from "commander";
import { notEmpty, share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { keepOption, keptResult } from "../harness/kept-results.ts";
import { knownNames, type TrainingArguments, withTrainingOptions } from "../harness/options.ts";
import { runStudy, stopOnInterrupt } from "../harness/study.ts";
import { candidates, reference } from "./candidates.ts";
import { compareCandidates, showComparison } from "./compare-candidates.ts";
import { misspellRows } from "./misspell.ts";
import { type CandidateRun, type Chains, candidateKey, runCandidate } from "./run-candidate.ts";
import { testShare } from "./run-splits.ts";
import { foldParts, foldSeed, trainingFolds } from "./splits.ts";

type CandidateArguments = Chains &
  TrainingArguments & { folds: number; test: number; only?: string[]; misspelled?: boolean; keep?: string };

const names = candidates.map(({ name }) => name);
const shareText = "share of the titles that the split tests on: not used here";
const command = withTrainingOptions(
  new Command("check:candidates").description(
    "The models that the default was chosen among, cross-validated on training titles.",
  ),
  { chains: 2, warmup: 60, draws: 60 },
  2,
)
  .option("--seed <n>", "split whose training titles are used", wholeNumber(0, 0xffff_ffff), 1)
  .option("--test <share>", shareText, share, testShare)
  .option("--folds <n>", "how many parts to hold out in turn", wholeNumber(1, foldParts), foldParts)
  .option("--only <names>", `some of ${names.join(", ")}`, knownNames(names))
  .option("--threads <n>", "threads", wholeNumber(1), usefulThreads())
  .option("--misspelled", "misspell a word of every title that is held out")
  .option(...keepOption, notEmpty);

await runStudy<CandidateArguments>(command, async ({ options, progress }) => {
  const { data, title, levels, seed, test, only, misspelled, keep, chains, warmup, draws } = options;
  await ensureKernel();
  const rows = await readDistinctRows(data, title, levels);
  const folds = trainingFolds(rows, test, seed).slice(0, options.folds);
  const benchmarks = folds.map(({ kept, heldOut }) => {
    const benchmark = makeBenchmark(kept, heldOut, levels, false);
    return misspelled ? { ...benchmark, test: misspellRows(benchmark.test) } : benchmark;
  });
  const asked = candidates
    .filter(({ name }) => name === reference || (only ?? [name]).includes(name))
    .map((candidate) => ({ candidate, runs: [] as CandidateRun[] }));
  const signal = stopOnInterrupt();
  for (const [fold, benchmark] of benchmarks.entries()) {
    for (const { candidate, runs } of asked) {
      const name = `part ${fold + 1}, ${candidate.name}`;
      progress.say(`${name}: ${candidate.what}`);
      const key = candidateKey(candidate, benchmark, options);
      const compute = () => runCandidate(candidate, benchmark, options, progress, signal);
      const run = await keptResult(keep, key, compute);
      runs.push(run);
      const { logLoss, accuracy } = run.levels.at(-1) ?? {};
      progress.say(`${name}: log-loss ${logLoss?.toFixed(4)}, accuracy ${accuracy?.toFixed(4)}`);
    }
  }
  const results = asked.map(({ candidate, runs }) => ({ ...candidate, runs }));
  const comparison = compareCandidates(results, benchmarks);
  const what =
    `training titles of the split of seed ${seed}, cut into ${foldParts} parts by seed ${foldSeed(seed)}; ` +
    `${chains} chains of ${warmup} + ${draws}${misspelled ? "; a word of each held-out title misspelled" : ""}\n`;
  return { figures: comparison, text: what + showComparison(levels, comparison) };
});
