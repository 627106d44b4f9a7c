import { availableParallelism } from "node:os";
import { Command } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { notEmpty, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { writeAtomically } from "../../trainer/files/write-atomically.ts";
import { createProgressDisplay } from "../../trainer/progress/bars.ts";
import { type Calibration, calibrate } from "./calibration.ts";
import { calibrationReport } from "./report.ts";

const command = new Command("check:sbc")
  .description("Check the sampler of the hierarchical model by simulation-based calibration.")
  .option("--simulations <count>", "data sets per configuration", wholeNumber(200), 500)
  .option("--seed <number>", "seed of everything", wholeNumber(0), 1)
  .option("--threads <count>", "threads", wholeNumber(1), availableParallelism())
  .option("--report <file>", "write the result as Markdown", notEmpty)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const { simulations, seed, threads, report, json } = command.opts<{
    simulations: number;
    seed: number;
    threads: number;
    report?: string;
    json?: true;
  }>();
  const began = performance.now();
  const progress = createProgressDisplay();
  const calibration = await calibrate(simulations, seed, threads, progress).finally(progress.close);
  const text = calibrationReport(calibration, simulations, threads, (performance.now() - began) / 1000);
  if (report !== undefined) await writeAtomically(report, new TextEncoder().encode(text));
  if (json) printJson(plainResult(calibration));
  else process.stdout.write(text);
  if (calibration.surprises.length > 0) {
    throw new HedgeError(
      "failed",
      `These configurations do not look as they must: ${calibration.surprises.join("; ")}. Look at their p-values in the table.`,
    );
  }
});

function plainResult({ results, ...rest }: Calibration) {
  return {
    ...rest,
    results: results.map(({ configuration: { name, engine, expected }, ...result }) => {
      return { name, engine, expected, ...result };
    }),
  };
}
