import { Command } from "commander";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { makeBenchmark, readDistinctRows } from "../catalogues/benchmark.ts";
import { presetOption, trainingOf } from "../harness/options.ts";
import { runStudy } from "../harness/study.ts";
import { peersNamed, tunedMethods } from "./methods.ts";
import { type AccuracyArguments, runSplits, withAccuracyOptions } from "./run-splits.ts";

const command = withAccuracyOptions(
  new Command("check:accuracy").description("hedge's accuracy beside that of scikit-learn and fastText."),
  trainDefaults,
  tunedMethods,
)
  .addOption(presetOption())
  .option("--calibrated", "hedge calibrated by cross-fitting, too")
  .option("--flat", "hedge without the hierarchy, too: all classes on one level");

await runStudy<AccuracyArguments & { flat?: true; calibrated?: true }>(command, async (study) => {
  const { data, title, levels, test, flat, calibrated, peers } = study.options;
  const distinct = await readDistinctRows(data, title, levels);
  return await runSplits(study, (seed) => {
    const { kept, heldOut } = splitByTitle(distinct, test, seed);
    const training = trainingOf({ ...study.options, seed }, 0);
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
});
