import { Argument, Command, Option } from "commander";
import { HedgeError } from "../shared/errors.ts";
import { fileName, names, wholeNumber } from "../trainer/commands/options/parsers.ts";
import { printJson, runCommand } from "../trainer/commands/run-command.ts";
import { progressOn } from "../trainer/progress/bars.ts";
import { type BenchPresetName, benchPresetNames, catalogues } from "./data-sets.ts";

type BenchArguments = {
  json?: true;
  seed: number;
  sizes?: string[];
  seconds?: number;
  warmup?: number;
  draws?: number;
  keep?: string;
  preset: BenchPresetName;
  model: string;
  data: string;
  turn: number;
  soak: number;
};
type SizeName = keyof typeof catalogues;

const allSizes = Object.keys(catalogues) as SizeName[];
/** A chain of a peer on `jobs` takes hours. */
const quickSizes = allSizes.filter((name) => name !== "jobs");

const command = new Command("bench")
  .description("Measure hedge against its peers, in turns, on the same data and density.")
  .addArgument(
    new Argument("<what>", "what to measure").choices([
      "gradient",
      "sampler",
      "agreement",
      "edge",
      "predict",
    ]),
  )
  .addOption(
    new Option(
      "--sizes <names>",
      `catalogues to measure on: ${allSizes.join(", ")} (default: all; sampler: all but jobs)`,
    ).argParser(names),
  )
  .option(
    "--seconds <n>",
    "seconds that a chain of a peer may take (sampler, default: 600; agreement, default: 1800)",
    wholeNumber(1),
  )
  .option("--warmup <n>", "iterations of warm-up of a chain (sampler, default: 100)", wholeNumber(1))
  .option("--draws <n>", "draws of a chain (sampler, default: 150, of jobs 50)", wholeNumber(4))
  .addOption(
    new Option(
      "--preset <name>",
      "density to compute or sample, on plain words (gradient, sampler, agreement)",
    )
      .choices(benchPresetNames)
      .default("default"),
  )
  .option(
    "--keep <folder>",
    "where to keep NumPyro's chains; those that are there are not made again (agreement)",
    fileName,
  )
  .option("--model <file>", "model to measure (edge, predict)", fileName, "models/model.msgpack")
  .option(
    "--data <file>",
    "titles and classes for peers to train on, less the file of held-out titles beside the model (predict)",
    fileName,
    "../shared/data/amazon/titles.csv",
  )
  .option("--turn <n>", "seconds of each turn (edge)", wholeNumber(1), 3)
  .option(
    "--soak <n>",
    "seconds under load with a new model every 10 (edge), 0 for none",
    wholeNumber(0),
    300,
  )
  .option("--seed <n>", "seed of samples, positions and chains", wholeNumber(0, 0xffff_ffff), 1)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const { json, seed, sizes, seconds, preset, warmup, draws, keep, ...edge } = command.opts<BenchArguments>();
  const only = sizes?.map(known);
  const progress = progressOn();
  try {
    const { report, text } = await measure(command.args[0] ?? "");
    progress.close();
    if (json) printJson(report);
    else process.stdout.write(text());
  } finally {
    progress.close();
  }

  /** Loads only what is measured. */
  async function measure(what: string) {
    switch (what) {
      case "gradient": {
        const [{ benchGradient }, { showGradient }] = await Promise.all([
          import("./gradient.ts"),
          import("./show-gradient.ts"),
        ]);
        const report = await benchGradient({ seed, preset, only: only ?? allSizes, turn: 0.25 }, progress);
        return { report, text: () => showGradient(report) };
      }
      case "edge": {
        const [{ benchEdge }, { showEdge }] = await Promise.all([
          import("./edge/edge.ts"),
          import("./edge/show-edge.ts"),
        ]);
        const report = await benchEdge({ seed, ...edge }, progress);
        return { report, text: () => showEdge(report) };
      }
      case "sampler": {
        const [{ benchSampler }, { showSampler }] = await Promise.all([
          import("./sampler.ts"),
          import("./show-sampler.ts"),
        ]);
        const report = await benchSampler(
          {
            ...{ seed, preset, only: only ?? quickSizes, seconds: seconds ?? 600 },
            ...{ warmup: warmup ?? null, draws: draws ?? null },
          },
          progress,
        );
        return { report, text: () => showSampler(report) };
      }
      case "predict": {
        const [{ benchPredict }, { showPredict }] = await Promise.all([
          import("./predict/predict.ts"),
          import("./predict/show-predict.ts"),
        ]);
        const { model, data } = edge;
        const report = await benchPredict({ seed, model, data }, progress);
        return { report, text: () => showPredict(report) };
      }
      default: {
        const [{ benchAgreement }, { showAgreement }] = await Promise.all([
          import("./agreement.ts"),
          import("./show-agreement.ts"),
        ]);
        const report = await benchAgreement(
          { seed, preset, only: only ?? allSizes, seconds: seconds ?? 1800, keep: keep ?? null },
          progress,
        );
        return { report, text: () => showAgreement(report) };
      }
    }
  }
});

function known(name: string): SizeName {
  if (name in catalogues) return name as SizeName;
  throw new HedgeError(
    "bad-usage",
    `There is no catalogue "${name}"; --sizes knows ${Object.keys(catalogues).join(", ")}.`,
  );
}
