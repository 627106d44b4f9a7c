import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { prepareOutputFolder } from "../files/output-folder.ts";
import { createProgressDisplay } from "../progress/bars.ts";
import { root } from "../serving/bundle-worker.ts";
import { checkPortIsFree } from "../serving/free-port.ts";
import { serveModels } from "../serving/serve-models.ts";
import { trainModel } from "../train/train-model.ts";
import { wholeNumber } from "./options/parsers.ts";
import { trainDefaults, usefulThreads } from "./options/train-defaults.ts";
import { runCommand } from "./run-command.ts";

const model = trainDefaults.out;

/**
 * How the bundled catalogue is trained: for a first look within a minute or two. There are enough
 * draws that the chains agree on every scale to an R-hat of 1.05.
 */
const sampleRun = { preset: "quick", chains: 2, warmup: 90, draws: 200 } as const;

const command = new Command("start")
  .description("Train on the bundled catalogue if there is no model yet, then serve the model.")
  .option("--port <n>", "port to listen on", wholeNumber(1, 65_535), 8787);

await runCommand(command, async () => {
  const { port } = command.opts<{ port: number }>();
  await checkPortIsFree(port);
  if (!existsSync(model)) await trainOnSample();
  process.exitCode = await serveModels({
    models: dirname(model),
    host: "localhost",
    port,
    onReady(origin, example) {
      console.error(`\nhedge answers on ${origin}, for example:`);
      console.error(`  curl '${origin}/classify?${new URLSearchParams({ title: example })}'\n`);
    },
  });
});

async function trainOnSample(): Promise<void> {
  const progress = createProgressDisplay();
  progress.say("There is no model yet: training one on the bundled catalogue, data/sample/products.csv.");
  try {
    await prepareOutputFolder(model);
    const { folder } = await trainModel(
      {
        ...trainDefaults,
        ...sampleRun,
        out: model,
        data: [join(root, "data", "sample", "products.csv")],
        levels: ["parent", "child"],
        threads: usefulThreads(),
      },
      progress,
    );
    // The draws take hundreds of megabytes, and nobody asked for them.
    await rm(folder, { recursive: true });
  } finally {
    progress.close();
  }
}
