import { Command, InvalidArgumentError } from "commander";
import { serveModels } from "../serving/serve-models.ts";
import { writeSite } from "../serving/write-site.ts";
import { notEmpty, wholeNumber } from "./options/parsers.ts";
import { runCommand } from "./run-command.ts";

type ServeArguments = { port: number; host: string; models: string; write?: string };

const command = new Command("serve")
  .description(
    "Serve the models of a folder under plain workerd, without wrangler: what runs is what is deployed.",
  )
  .option("--port <n>", "port to listen on", wholeNumber(1, 65_535), 8787)
  .option("--host <address>", "address to listen on; * for every one", hostName, "localhost")
  .option("--models <folder>", "folder of the models", notEmpty, "models")
  .option(
    "--write <folder>",
    "write bundle and configuration there, for a container, and do not serve",
    notEmpty,
  );

await runCommand(command, async () => {
  const { port, host, models, write } = command.opts<ServeArguments>();
  const address = `${host}:${port}`;
  if (write !== undefined) {
    const config = await writeSite(write, { models, address });
    console.error(`Written. Serve it with: workerd serve ${config} --directory-path models=${models}`);
    return;
  }
  process.exitCode = await serveModels({
    models,
    host,
    port,
    onReady: (origin) => console.error(`hedge answers on ${origin}, from the models in ${models}`),
  });
});

function hostName(text: string): string {
  if (/^(?:\*|[A-Za-z0-9.:[\]-]+)$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a name or an address.");
}
