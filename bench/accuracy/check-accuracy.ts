import { Command, Option } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { type Form, forms } from "../../trainer/train/options.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { presetOption, trainingOf } from "../harness/options.ts";
import { runStudy } from "../harness/study.ts";
import { peersNamed, tunedMethods } from "./methods.ts";
import { type AccuracyArguments, runSplits, withAccuracyOptions } from "./run-splits.ts";
import { someTitles } from "./splits.ts";

const command = withAccuracyOptions(
  new Command("check:accuracy").description("hedge's accuracy beside that of scikit-learn and fastText."),
  trainDefaults,
  tunedMethods,
)
  .addOption(presetOption())
  .addOption(new Option("--form <form>", "form of hedge's model").choices(forms).default("flat"))
  .option("--train <n>", "train on so many titles of the training part", wholeNumber(1))
  .option("--calibrated", "hedge calibrated by cross-fitting, too")
  .option("--flat", "hedge without the hierarchy, too: all classes on one level");

await runStudy<AccuracyArguments & { form: Form; flat?: true; calibrated?: true; train?: number }>(
  command,
  async (study) => {
    const { data, title, levels, test, train, form, flat, calibrated, peers } = study.options;
    const distinct = await readDistinctRows(data, title, levels);
    return await runSplits(study, (seed) => {
      const { kept: all, heldOut } = splitByTitle(distinct, test, seed);
      const kept = train === undefined ? all : someTitles(all, train, seed);
      const training = { ...trainingOf({ ...study.options, seed }, 0), form };
      return {
        benchmark: makeBenchmark(kept, heldOut, levels, false),
        forms: [
          { name: "hedge", training, flat: false },
          ...(calibrated
            ? [
                {
                  name: "hedge, calibrated",
                  training: { ...training, calibration: "cross-fit" as const },
                  flat: false,
                },
              ]
            : []),
          ...(flat ? [{ name: "hedge, flat", training, flat }] : []),
        ],
        methods: peersNamed(tunedMethods, peers),
        foldsBy: "title",
      };
    });
  },
);
