import { Command } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { trimPaths } from "../../trainer/data/usable-rows.ts";
import { makeBenchmark } from "../catalogues/benchmark.ts";
import { trainingOf } from "../harness/options.ts";
import { runStudy } from "../harness/study.ts";
import { originalMethods, peersNamed } from "./methods.ts";
import { type AccuracyArguments, runSplits, withAccuracyOptions } from "./run-splits.ts";
import { capClasses, stratifiedSplit } from "./split-rows.ts";

/**
 * The comparison of the model's author: his model, features, split and chains, beside
 * scikit-learn's classifiers on the same features.
 */
const command = withAccuracyOptions(
  new Command("check:original").description(
    "The comparison of the model's author: the preset `original`, rows split within classes, repeats kept.",
  ),
  { chains: 4, warmup: 50, draws: 200 },
  originalMethods,
)
  .option("--most <n>", "most rows of a class", wholeNumber(2), 300)
  .option("--noise", "with epsilon, too: standard normal noise on every logit");

type Arguments = AccuracyArguments & { most: number; noise?: true };

await runStudy<Arguments>(command, async (given, progress) => {
  const options = { ...given, preset: "original" as const };
  const { data, title, levels, test, most, noise } = options;
  const { rows } = trimPaths(await readRows([data], { title, levels }), levels);
  return await runSplits(options, progress, (seed) => {
    const { kept, heldOut } = stratifiedSplit(capClasses(rows, most, seed), test, seed);
    const training = { ...trainingOf({ ...options, seed }, 0), keepDuplicates: true };
    return {
      benchmark: makeBenchmark(kept, heldOut, levels, true),
      forms: [
        { name: "hedge", training, flat: false },
        ...(noise ? [{ name: "hedge, epsilon", training: { ...training, noise }, flat: false }] : []),
      ],
      methods: peersNamed(originalMethods, options.peers),
      foldsBy: "row",
    };
  });
});
