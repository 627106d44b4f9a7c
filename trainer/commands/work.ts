import { hostname } from "node:os";
import { Command } from "commander";
import { notEmpty, wholeNumber } from "./options/parsers.ts";
import { withQueuePassword } from "./options/queue-password.ts";
import { usefulThreads } from "./options/train-defaults.ts";
import { runCommand } from "./run-command.ts";
import { stopOnInterrupt } from "./stop-on-interrupt.ts";

type WorkArguments = {
  queue: string;
  shared: string;
  threads?: number;
  name: string;
  lostAfter: number;
  checkpointSeconds: number;
};

const command = new Command("work")
  .description("Run chains of trainings that others submit to a queue, until stopped.")
  .requiredOption(
    "--queue <address>",
    "address of the Redis that has the queue: redis://HOST:PORT, or rediss:// for TLS",
  )
  .requiredOption("--shared <folder>", "folder that this machine shares with those that submit", notEmpty)
  .option("--threads <n>", "chains at a time (default: one a core)", wholeNumber(1, 1024))
  .option("--name <name>", "name that the submitting command shows", notEmpty, `${hostname()}-${process.pid}`)
  .option(
    "--lost-after <seconds>",
    "time without a sign of life after which another worker takes over",
    wholeNumber(1, 3600),
    15,
  )
  .option(
    "--checkpoint-seconds <n>",
    "longest time between two checkpoints, which is what a lost worker costs",
    wholeNumber(1, 3600),
    20,
  );

await runCommand(command, async () => {
  const { queue, threads, ...given } = command.opts<WorkArguments>();
  const { workQueue } = await import("../queue/work.ts");
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const signal = stopOnInterrupt(() =>
    say("Saving the chains and giving them back; once more to stop at once."),
  );
  const options = { ...given, queue: withQueuePassword(queue), threads: threads ?? usefulThreads() };
  await workQueue(options, say, signal);
});
