import type { Command } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { createProgressDisplay } from "../../trainer/progress/bars.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { describeMachine, showMachine } from "./machine.ts";

/** What a study is told, and what it notes besides its figures. */
export type Study<Options> = {
  readonly options: Options;
  readonly progress: Progress;
  readonly versions: Record<string, string>;
  readonly skipped: Set<string>;
};

/** What a study has come to: the figures for `--json`, and the report for people. */
export type Findings = { readonly figures: object; readonly text: string };

/** Runs the study of a command and prints it. The machine is described before the work begins. */
export async function runStudy<Options extends { readonly json?: true; readonly seed?: number }>(
  command: Command,
  work: (study: Study<Options>) => Promise<Findings>,
): Promise<void> {
  await runCommand(command, async () => {
    const options = command.opts<Options>();
    const machine = describeMachine();
    const progress = createProgressDisplay();
    const study: Study<Options> = { options, progress, versions: {}, skipped: new Set() };
    const { figures, text } = await work(study).finally(progress.close);
    const { versions, skipped } = study;
    if (options.json) return printJson({ machine, ...options, versions, ...figures, skipped: [...skipped] });
    const leftOut = [...skipped].map((line) => `left out: ${line}\n`).join("");
    process.stdout.write(`${showMachine(machine, options.seed, versions)}\n${text}${leftOut}`);
  });
}

/** What `work` comes to. If it fails with a `HedgeError`, `who` is left out: null. */
export async function attempt<Result>(
  { progress, skipped }: Pick<Study<unknown>, "progress" | "skipped">,
  who: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    skipped.add(`${who}: ${error.message}`);
    progress.say(`${who} is left out: ${error.message}`);
    return null;
  }
}

/** Aborted by the first interrupt, so that work can be wound up. The second ends the process. */
export function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
