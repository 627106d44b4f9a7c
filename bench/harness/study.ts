import type { Command } from "commander";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { createProgressDisplay, type ProgressDisplay } from "../../trainer/progress/bars.ts";
import { describeMachine, type Machine, showMachine, type Versions } from "./machine.ts";

/** What a study has come to. */
export type Study = {
  /** What `--json` prints besides the machine. */
  readonly figures: object;
  /** The report for people, below the lines of the machine. */
  readonly text: string;
  /** Null where there are several. */
  readonly seed: number | null;
  /** Null for a report that says itself what it was measured with. */
  readonly versions: Versions | null;
};

/** Runs the study of a command and prints it. The machine is described before the work begins. */
export async function runStudy<Options extends { readonly json?: true }>(
  command: Command,
  study: (options: Options, progress: ProgressDisplay, machine: Machine) => Promise<Study>,
): Promise<void> {
  await runCommand(command, async () => {
    const options = command.opts<Options>();
    const machine = describeMachine();
    const progress = createProgressDisplay();
    const work = study(options, progress, machine);
    const { figures, text, seed, versions } = await work.finally(progress.close);
    if (options.json) printJson({ machine, ...figures });
    else process.stdout.write((versions ? showMachine(machine, seed, versions) : "") + text);
  });
}

/** Aborted by the first interrupt, so that work can be wound up. The second ends the process. */
export function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
