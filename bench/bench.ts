import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { fileName, names, wholeNumber } from "../trainer/commands/options/parsers.ts";
import {
  type BenchOptions,
  benchPresetNames,
  type CatalogueName,
  catalogueNames,
} from "./catalogues/catalogues.ts";
import type { Notes } from "./harness/available-peers.ts";
import { runStudy } from "./harness/study.ts";

/** Only what is measured is loaded. */
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
    someCatalogues,
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
  .option("--keep <folder>", "where to keep NumPyro's chains and find them again (agreement)", fileName)
  .option("--model <file>", "model to measure (edge, predict)", fileName, "models/model.msgpack")
  .option(
    "--data <file>",
    "titles and classes for peers to train on, less the file of held-out titles beside the model (predict)",
    fileName,
    "../shared/data/amazon/titles.csv",
  )
  .option("--turn <n>", "seconds of each round of a load (edge)", wholeNumber(1), 3)
  .option(
    "--soak <n>",
    "seconds under load with a new model every 10 (edge), 0 for none",
    wholeNumber(0),
    300,
  )
  .option("--seed <n>", "seed of samples, positions and chains", wholeNumber(0, 0xffff_ffff), 1)
  .option("--json", "print the result as one JSON document");

await runStudy<BenchOptions>(command, async (options, progress, machine) => {
  const [what = ""] = command.args;
  const notes: Notes = { versions: {}, skipped: new Set() };
  const bench = await benches[what as keyof typeof benches]();
  const { figures, text } = await bench(options, notes, progress, machine);
  const { seed } = options;
  const { versions } = notes;
  const skipped = [...notes.skipped];
  const lines = skipped.map((line) => `left out: ${line}\n`);
  return {
    figures: { bench: what, seed, versions, ...figures, skipped },
    // An agreement is a section of its page as it stands.
    ...(what === "agreement"
      ? { text, versions: null }
      : { text: `\n${[text, ...lines].join("\n")}`, versions }),
    seed,
  };
});

function someCatalogues(text: string): CatalogueName[] {
  return names(text).map((name) => {
    const known = catalogueNames.find((one) => one === name);
    if (known !== undefined) return known;
    const all = catalogueNames.join(", ");
    throw new InvalidArgumentError(`There is no catalogue "${name}"; --sizes knows ${all}.`);
  });
}
