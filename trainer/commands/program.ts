import { Command, CommanderError } from "commander";
import { packageVersion } from "../files/package-version.ts";

/** The commands. Each is a program of its own, which is read when it is asked for. */
const commands: Readonly<Record<string, readonly [what: string, run: () => Promise<unknown>]>> = {
  start: ["train on the bundled catalogue if there is no model yet, and serve", () => import("./start.ts")],
  train: ["titles with their classes in, one model file out", () => import("./train.ts")],
  evaluate: ["measure a model on titles with known classes", () => import("./evaluate.ts")],
  classify: ["answer titles, or label a file of them", () => import("./classify.ts")],
  rank: ["list the titles most worth a label", () => import("./rank.ts")],
  inspect: ["show what a model file holds", () => import("./inspect.ts")],
  runs: ["list run folders and remove old ones", () => import("./runs.ts")],
  draws: ["write the draws of a run for ArviZ", () => import("./draws.ts")],
  serve: ["serve the models of a folder", () => import("./serve.ts")],
  work: ["run chains that others submit to a queue", () => import("./work.ts")],
  publish: ["make running services take a model over", () => import("./publish.ts")],
};

/** Exit status for bad usage, as that of the commands. */
const badUsage = 2;

/**
 * Runs `hedge COMMAND ...`: all commands as one program.
 *
 * @param argv as of the process: Node, the program, the command and its arguments
 */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const program = new Command("hedge")
    .description("Put short texts into the classes of a taxonomy, with probabilities that hold.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (message, write) =>
        write(`hedge: ${message.replace(/^error: /, "").replace(/\n(?=.)/g, " ")}`),
    });
  for (const [name, [what, run]] of Object.entries(commands)) {
    program
      .command(name)
      .description(what)
      .argument("[options...]")
      .usage("[options]")
      .helpOption(false)
      .allowUnknownOption()
      .action(async () => {
        process.argv.splice(2, 1);
        await run();
      });
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : badUsage;
  }
}
