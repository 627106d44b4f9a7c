import { Command } from "commander";
import { share } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { runCommand } from "../../trainer/commands/run-command.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { progressOn } from "../../trainer/progress/bars.ts";
import { presetOption, trainingOf } from "../command-options.ts";
import { readDistinctRows } from "../read-distinct-rows.ts";
import { type AccuracyArguments, testShare, withAccuracyOptions } from "./accuracy-options.ts";
import { makeContest } from "./contest.ts";
import { peersNamed, tunedMethods } from "./methods.ts";
import { reportContests } from "./report-contests.ts";
import { runContest } from "./run-contest.ts";

/** hedge against scikit-learn and fastText on distinct titles, split by title, once for every seed. */
const command = withAccuracyOptions(
  new Command("check:accuracy").description("hedge's accuracy beside that of scikit-learn and fastText."),
  trainDefaults,
  tunedMethods,
)
  .addOption(presetOption())
  .option("--test <share>", "share of the titles to judge by", share, testShare)
  .option("--flat", "hedge without the hierarchy, too: all classes on one level");

await runCommand(command, async () => {
  const options = command.opts<AccuracyArguments & { test: number; flat?: true }>();
  const { data, title, levels, test, flat } = options;
  const distinct = await readDistinctRows(data, title, levels);
  const progress = progressOn();
  await reportContests(options, progress, async (seed, results, signal) => {
    const { kept, heldOut } = splitByTitle(distinct, test, seed);
    const training = trainingOf({ ...options, seed }, 0);
    const forms = [
      { name: "hedge", training, flat: false },
      ...(flat ? [{ name: "hedge, flat", training, flat: true }] : []),
    ];
    return await runContest(
      makeContest(kept, heldOut, levels, false),
      forms,
      peersNamed(tunedMethods, options.peers),
      "title",
      results,
      progress,
      signal,
    );
  });
});
