import { printJson } from "../../trainer/commands/run-command.ts";
import type { ProgressDisplay } from "../../trainer/progress-bars.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { showMachine } from "../show-machine.ts";
import type { AccuracyArguments } from "./accuracy-options.ts";
import type { ContestResult } from "./run-contest.ts";
import { showContests } from "./show-contests.ts";

/** Runs a contest for each seed and prints what all of them have come to. `machine` is described before the work begins. */
export async function reportContests(
  options: AccuracyArguments,
  progress: ProgressDisplay,
  contestOf: (seed: number) => Promise<ContestResult>,
): Promise<void> {
  const machine = describeMachine();
  const contests: ContestResult[] = [];
  try {
    for (const seed of options.seeds) {
      progress.say(`seed ${seed}`);
      contests.push(await contestOf(seed));
    }
  } finally {
    progress.close();
  }
  const { json, levels, ...told } = options;
  if (json) printJson({ machine, levels, ...told, contests });
  else process.stdout.write(show(machine, levels, contests));
}

function show(machine: Machine, levels: readonly string[], contests: readonly ContestResult[]): string {
  const splits = contests.map(
    ({ seed, trainingRows, leaves, testRows, unseen, smallRows, features }) =>
      `seed ${seed}: ${trainingRows} training rows, ${leaves} classes, ${features} features; ${testRows} test rows, ` +
      `${smallRows} of them of small classes; ${unseen} more left out, since training has not seen their class`,
  );
  const chosen = contests.flatMap(({ seed, runs }) =>
    runs.map((run) => `seed ${seed}, ${run.name}: ${run.chosen}, ${run.seconds.toFixed(0)} s`),
  );
  const [first] = contests;
  return [
    showMachine(machine, null, first?.versions ?? {}),
    ...[...splits, ...new Set(contests.flatMap(({ missing }) => missing.map((one) => `without ${one}`)))],
    "",
    showContests(levels, contests),
    ...chosen,
    "",
  ].join("\n");
}
