import { join, normalize } from "node:path";
import { Command } from "commander";
import { loadModel } from "../artifact/load-model.ts";
import type { CoefficientChoice } from "../draws/choose-coefficients.ts";
import { type ExportedDraws, exportDraws } from "../draws/export-draws.ts";
import { chooseSoftmax } from "../draws/softmax.ts";
import { replaceFolder } from "../files/replace-folder.ts";
import { names, notEmpty } from "./options/parsers.ts";
import { runCommand } from "./run-command.ts";

type DrawsArguments = CoefficientChoice & { out: string; model?: string; node?: string };

const command = new Command("draws")
  .description("Write the draws of a training run as a Zarr store, which ArviZ and xarray open.")
  .argument("<run>", "run folder, such as models/model.run", notEmpty)
  .requiredOption("--out <folder>", "folder of the store", notEmpty)
  .option("--model <file>", "model that the run made (default: beside the run)", notEmpty)
  .option("--node <path>", "class whose children's draws to write, of a factorised model (default: the root)")
  .option("--words <words>", "also the coefficients of these words", names)
  .option(
    "--classes <paths>",
    "also the coefficients of these classes, such as 'toys games > puzzles'",
    names,
  );

await runCommand(command, async () => {
  const [run = ""] = command.args;
  const { out, model: file = modelBeside(run), node, ...choice } = command.opts<DrawsArguments>();
  const { model } = await loadModel(file);
  const softmax = chooseSoftmax(run, model, node);
  const written: ExportedDraws[] = [];
  await replaceFolder(normalize(join(out, ".")), ".zgroup", async (folder) => {
    written.push(await exportDraws(model, softmax, choice, folder));
  });
  for (const { chains, draws, notes } of written) {
    for (const note of notes) console.error(note);
    console.error(`${out}: ${chains} chains of ${draws} draws; docs/draws.ipynb opens them in ArviZ`);
  }
});

/** `models/model.run` was made by training `models/model.msgpack`. */
function modelBeside(run: string): string {
  return `${run.replace(/[/\\]+$/, "").replace(/\.run$/, "")}.msgpack`;
}
