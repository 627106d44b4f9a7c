import { Command } from "commander";
import { loadModel } from "../artifact/load-model.ts";
import { notEmpty } from "./options/parsers.ts";
import { defaultModel } from "./options/train-defaults.ts";
import { inspectionText } from "./output/inspect-lines.ts";
import { inspect } from "./output/inspection.ts";
import { printJson, runCommand } from "./run-command.ts";

const command = new Command("inspect")
  .description("Show what a model file holds and how it was trained.")
  .option("--model <file>", "model file", notEmpty, defaultModel)
  .option("--json", "print it as one JSON document");

await runCommand(command, async () => {
  const { model: file, json } = command.opts<{ model: string; json?: true }>();
  const inspection = inspect(await loadModel(file));
  if (json) printJson(inspection);
  else process.stdout.write(inspectionText(inspection));
});
