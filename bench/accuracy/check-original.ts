import { Command } from "commander";
import { share, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { runCommand } from "../../trainer/commands/run-command.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { wholePaths } from "../../trainer/data/usable-rows.ts";
import { progressOn } from "../../trainer/progress/bars.ts";
import { trainingOf } from "../command-options.ts";
import { type AccuracyArguments, testShare, withAccuracyOptions } from "./accuracy-options.ts";
import { makeContest } from "./contest.ts";
import { originalMethods, peersNamed } from "./methods.ts";
import { reportContests } from "./report-contests.ts";
import { runContest } from "./run-contest.ts";
import { capClasses, stratifiedSplit } from "./split-rows.ts";

/** The comparison of the model's author: his model, features, split and chains, beside scikit-learn's classifiers on the same features. */
const command = withAccuracyOptions(
  new Command("check:original").description(
    "The comparison of the model's author: the preset `original`, rows split within classes, repeats kept.",
  ),
  { chains: 4, warmup: 50, draws: 200 },
  originalMethods,
)
  .option("--test <share>", "share of the rows of each class to judge by", share, testShare)
  .option("--most <n>", "most rows of a class", wholeNumber(2), 300)
  .option("--noise", "with epsilon, too: standard normal noise on every logit");

await runCommand(command, async () => {
  const given = command.opts<
    Omit<AccuracyArguments, "preset"> & { test: number; most: number; noise?: true }
  >();
  const options = { ...given, preset: "original" as const };
  const { data, title, levels, test, most, noise } = options;
  const { rows } = wholePaths(await readRows([data], { title, levels }), levels);
  const progress = progressOn();
  await reportContests(options, progress, async (seed, results, signal) => {
    const { kept, heldOut } = stratifiedSplit(capClasses(rows, most, seed), test, seed);
    const training = { ...trainingOf({ ...options, seed }, 0), keepDuplicates: true };
    const forms = [
      { name: "hedge", training, flat: false },
      ...(noise ? [{ name: "hedge, epsilon", training: { ...training, noise }, flat: false }] : []),
    ];
    return await runContest(
      makeContest(kept, heldOut, levels, true),
      forms,
      peersNamed(originalMethods, options.peers),
      "row",
      results,
      progress,
      signal,
    );
  });
});
