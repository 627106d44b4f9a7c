import { Argument, Command, Option } from "commander";
import { notEmpty, wholeNumber } from "../trainer/commands/options/parsers.ts";
import { defaultModel } from "../trainer/commands/options/train-defaults.ts";
import { type BenchOptions, benchPresetNames, catalogueNames, catalogues } from "./catalogues/catalogues.ts";
import { knownNames } from "./harness/options.ts";
import { runStudy } from "./harness/study.ts";

const benches = {
  gradient: async () => (await import("./gradient/gradient.ts")).benchGradient,
  sampler: async () => (await import("./sampler/sampler.ts")).benchSampler,
  agreement: async () => (await import("./sampler/agreement.ts")).benchAgreement,
  edge: async () => (await import("./edge/edge.ts")).benchEdge,
  predict: async () => (await import("./predict/predict.ts")).benchPredict,
};

const command = new Command("bench")
  .description("Measure hedge against its peers, in rounds, on the same data and density.")
  .addArgument(new Argument("<what>", "what to measure").choices(Object.keys(benches)))
  .option(
    "--sizes <names>",
    `catalogues to measure on: ${catalogueNames.join(", ")} (default: all; sampler: all but jobs)`,
    knownNames(catalogueNames),
  )
  .option(
    "--seconds <n>",
    "seconds that a chain of a peer may take (sampler, default: 600; agreement, default: 1800)",
    wholeNumber(1),
  )
  .option("--warmup <n>", "iterations of warm-up of a chain (sampler, default: 100)", wholeNumber(1))
  .option("--draws <n>", "draws of a chain (sampler, default: 150, of jobs 50)", wholeNumber(4))
  .addOption(
    new Option("--preset <name>", "density, on plain words (gradient, sampler, agreement)")
      .choices(benchPresetNames)
      .default("default"),
  )
  .option("--keep <folder>", "where to keep NumPyro's chains and find them again (agreement)", notEmpty)
  .option("--model <file>", "model to measure (edge, predict)", notEmpty, defaultModel)
  .option(
    "--data <file>",
    "titles and classes for peers to train on, less the held-out titles beside the model (predict)",
    notEmpty,
    catalogues.amazon.file,
  )
  .option("--soak <n>", "seconds under load, a new model every 10 (edge), 0 for none", wholeNumber(0), 300)
  .option("--seed <n>", "seed of samples, positions and chains", wholeNumber(0, 0xffff_ffff), 1)
  .option("--json", "print the result as one JSON document");

await runStudy<BenchOptions>(command, async (study) => {
  const bench = await benches[command.args[0] as keyof typeof benches]();
  return await bench(study);
});
