import { Command } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { trimPaths } from "../../trainer/data/usable-rows.ts";
import { makeBenchmark } from "../catalogues/benchmark.ts";
import { trainingOf } from "../harness/options.ts";
import { runStudy } from "../harness/study.ts";
import { originalMethods, peersNamed } from "./methods.ts";
import { type AccuracyArguments, runSplits, withAccuracyOptions } from "./run-splits.ts";
import { capClasses, stratifiedSplit } from "./splits.ts";

/** The author's model, features, split and chains, beside scikit-learn on the same features. */
const command = withAccuracyOptions(
  new Command("check:original").description(
    "The comparison of the model's author: the preset `original`, rows split within classes, repeats kept.",
  ),
  { chains: 4, warmup: 50, draws: 200 },
  originalMethods,
)
  .option("--most <n>", "most rows of a class", wholeNumber(2), 300)
  .option("--noise", "with epsilon, too: standard normal noise on every logit");

await runStudy<AccuracyArguments & { most: number; noise?: true }>(command, async (study) => {
  const { data, title, levels, test, most, noise, peers } = study.options;
  const { rows } = trimPaths(await readRows([data], { title, levels }), levels);
  return await runSplits(study, (seed) => {
    const { kept, heldOut } = stratifiedSplit(capClasses(rows, most, seed), test, seed);
    const base = trainingOf({ ...study.options, preset: "original", seed }, 0);
    const training = { ...base, keepDuplicates: true };
    return {
      benchmark: makeBenchmark(kept, heldOut, levels, true),
      forms: [
        { name: "hedge", training, flat: false },
        ...(noise ? [{ name: "hedge, epsilon", training: { ...training, noise }, flat: false }] : []),
      ],
      methods: peersNamed(originalMethods, peers),
      foldsBy: "row",
    };
  });
});
