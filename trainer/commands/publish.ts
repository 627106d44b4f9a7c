import { Command, InvalidArgumentError } from "commander";
import { publishModel } from "../serving/publish-model.ts";
import { notEmpty } from "./options/parsers.ts";
import { defaultModel } from "./options/train-defaults.ts";
import { runCommand } from "./run-command.ts";

type PublishArguments = { model: string; name: string; bucket: string; folder?: string; local?: true };

const command = new Command("publish")
  .description("Make running services take a model over: the file first, then the pointer NAME.json at it.")
  .option("--model <file>", "model to publish", notEmpty, defaultModel)
  .option("--name <name>", "name that services ask for it by", modelName, "model")
  .option("--bucket <name>", "bucket of R2", notEmpty, "hedge-models")
  .option("--folder <folder>", "folder of a self-hosted service, instead of a bucket", notEmpty)
  .option("--local", "wrangler's local bucket, for `npm run dev`");

await runCommand(command, async () => {
  const { model, name, bucket, folder, local } = command.opts<PublishArguments>();
  const store =
    folder !== undefined ? { folder } : ({ bucket, location: local ? "local" : "remote" } as const);
  const { hash, file, verdict } = await publishModel(model, name, store);
  console.error(
    `Published ${hash} as ${name}, file ${file}. Services look for a new one every MODEL_CHECK_SECONDS.`,
  );
  if (verdict !== "good") console.error(`Its sampling is ${verdict}; \`inspect --model ${model}\` says why.`);
});

function modelName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be small letters, digits and hyphens.");
}
