import { Command, InvalidArgumentError } from "commander";
import { fileName, names, share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults, usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { progressOn } from "../../trainer/progress/bars.ts";
import { withTrainingOptions } from "../command-options.ts";
import { describeMachine } from "../machine.ts";
import { readDistinctRows } from "../read-distinct-rows.ts";
import { showMachine } from "../show-machine.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { testShare } from "./accuracy-options.ts";
import { candidates, reference } from "./candidates.ts";
import { type CandidateRuns, compareCandidates } from "./compare-candidates.ts";
import { makeContest } from "./contest.ts";
import { crossValidate } from "./cross-validate.ts";
import { foldParts, foldSeed, trainingFolds } from "./folds.ts";
import { keepOption, keptResults } from "./kept-results.ts";
import type { CandidateRun, Chains } from "./run-candidate.ts";
import { showComparison } from "./show-candidates.ts";

type CandidateArguments = Chains & {
  data: string;
  title: string;
  levels: string[];
  folds: number;
  test: number;
  only?: string[];
  keep?: string;
  json?: true;
};

/** The models that the default was chosen among, by cross-validated log-loss on the training titles of check:accuracy alone. */
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
    "how many of the three parts are held out in turn",
    wholeNumber(1, foldParts),
    foldParts,
  )
  .option("--only <names>", `some of ${candidates.map(({ name }) => name).join(", ")}`, someCandidates)
  .option("--threads <n>", "threads", wholeNumber(1), usefulThreads())
  .option(...keepOption, fileName);

await runCommand(command, async () => {
  const options = command.opts<CandidateArguments>();
  const { data, title, levels, seed, test, only, json, keep } = options;
  const machine = describeMachine();
  await ensureKernel();
  const rows = await readDistinctRows(data, title, levels);
  const folds = trainingFolds(rows, test, seed).slice(0, options.folds);
  const contests = folds.map(({ kept, heldOut }) => makeContest(kept, heldOut, levels, false));
  const chosen = candidates.filter(({ name }) => name === reference || (only ?? [name]).includes(name));
  const kept = keptResults<CandidateRun>(keep ?? null);
  const progress = progressOn();
  let all: CandidateRuns[];
  try {
    all = await crossValidate(chosen, contests, options, kept, progress, stopOnInterrupt());
  } finally {
    progress.close();
  }
  const comparison = compareCandidates(all, contests);
  const { chains, warmup, draws } = options;
  const told = { seed, test, foldSeed: foldSeed(seed), chains, warmup, draws };
  if (json) printJson({ machine, levels, ...told, ...comparison });
  else {
    const what =
      `training titles of the split of seed ${seed}, cut into ${foldParts} parts by seed ${told.foldSeed}; ` +
      `${chains} chains of ${warmup} + ${draws}\n`;
    process.stdout.write(showMachine(machine, seed, {}) + what + showComparison(levels, comparison));
  }
});

function someCandidates(text: string): string[] {
  const list = names(text);
  const strange = list.find((one) => !candidates.some(({ name }) => name === one));
  if (strange !== undefined) throw new InvalidArgumentError(`There is no candidate ${strange}.`);
  return list;
}
