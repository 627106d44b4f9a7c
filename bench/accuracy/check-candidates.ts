import { Command, InvalidArgumentError } from "commander";
import { fileName, names, share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults, usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { keepOption, keptResults } from "../harness/kept-results.ts";
import { type TrainingArguments, withTrainingOptions } from "../harness/options.ts";
import { runStudy, stopOnInterrupt } from "../harness/study.ts";
import { candidates, reference } from "./candidates.ts";
import { compareCandidates, showComparison } from "./compare-candidates.ts";
import { foldParts, foldSeed, trainingFolds } from "./folds.ts";
import { type CandidateRun, type Chains, candidateKey, runCandidate } from "./run-candidate.ts";
import { testShare } from "./run-splits.ts";

type CandidateArguments = Chains &
  TrainingArguments & { folds: number; test: number; only?: string[]; keep?: string };

/** The models that the default was chosen among, on training titles of check:accuracy alone. */
const command = withTrainingOptions(
  new Command("check:candidates").description(
    "The models that the default was chosen among, cross-validated on training titles.",
  ),
  { chains: 2, warmup: 60, draws: 60 },
  2,
)
  .option(
    "--seed <n>",
    "split whose training titles are used",
    wholeNumber(0, 0xffff_ffff),
    trainDefaults.seed,
  )
  .option("--test <share>", "share of the titles that the split tests on: not used here", share, testShare)
  .option(
    "--folds <n>",
    "how many of the three parts to hold out in turn",
    wholeNumber(1, foldParts),
    foldParts,
  )
  .option("--only <names>", `some of ${candidates.map(({ name }) => name).join(", ")}`, someCandidates)
  .option("--threads <n>", "threads", wholeNumber(1), usefulThreads())
  .option(...keepOption, fileName);

await runStudy<CandidateArguments>(command, async (options, progress) => {
  const { data, title, levels, seed, test, only, keep, chains, warmup, draws } = options;
  await ensureKernel();
  const rows = await readDistinctRows(data, title, levels);
  const folds = trainingFolds(rows, test, seed).slice(0, options.folds);
  const benchmarks = folds.map(({ kept, heldOut }) => makeBenchmark(kept, heldOut, levels, false));
  const asked = candidates.filter(({ name }) => name === reference || (only ?? [name]).includes(name));
  const kept = keptResults<CandidateRun>(keep ?? null);
  const all = asked.map(({ name, what }) => ({ name, what, runs: [] as CandidateRun[] }));
  const signal = stopOnInterrupt();
  for (const [fold, benchmark] of benchmarks.entries()) {
    for (const [k, candidate] of asked.entries()) {
      const name = `part ${fold + 1}, ${candidate.name}`;
      const key = candidateKey(candidate, benchmark, options);
      let run = kept.find(key);
      if (run === null) {
        progress.say(`${name}: ${candidate.what}`);
        run = await runCandidate(candidate, benchmark, options, progress, signal);
        kept.add(key, run);
      }
      all[k]?.runs.push(run);
      const { logLoss, accuracy } = run.levels.at(-1) ?? {};
      progress.say(`${name}: log-loss ${logLoss?.toFixed(4)}, accuracy ${accuracy?.toFixed(4)}`);
    }
  }
  const comparison = compareCandidates(all, benchmarks);
  const told = { seed, test, foldSeed: foldSeed(seed), chains, warmup, draws };
  const what =
    `training titles of the split of seed ${seed}, cut into ${foldParts} parts by seed ${told.foldSeed}; ` +
    `${chains} chains of ${warmup} + ${draws}\n`;
  const text = what + showComparison(levels, comparison);
  return { figures: { levels, ...told, ...comparison }, text, seed, versions: {} };
});

function someCandidates(text: string): string[] {
  const list = names(text);
  const unknown = list.find((one) => !candidates.some(({ name }) => name === one));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no candidate ${unknown}.`);
  return list;
}
