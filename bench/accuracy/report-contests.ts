import { HedgeError } from "../../shared/errors.ts";
import { printJson } from "../../trainer/commands/run-command.ts";
import type { ProgressDisplay } from "../../trainer/progress/bars.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { showMachine } from "../show-machine.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import type { AccuracyArguments } from "./accuracy-options.ts";
import { type KeptResults, keptResults } from "./kept-results.ts";
import { type Run, reasonOf, stopped } from "./roll.ts";
import type { ContestResult } from "./run-contest.ts";
import { showContests } from "./show-contests.ts";

/** A split without a contest, and why. */
type FailedSeed = { readonly seed: number; readonly why: string };

/**
 * Runs a contest for each seed and prints what all of them have come to. `machine` is described before the work begins. A seed that fails is left out. After an
 * interrupt, what is there is printed: all seeds that are finished, or else what the first has come to.
 *
 * @throws whatever the first seed has thrown if all of them fail; HedgeError `failed` when nobody could take part
 */
export async function reportContests(
  options: AccuracyArguments,
  progress: ProgressDisplay,
  contestOf: (seed: number, kept: KeptResults<Run>, signal: AbortSignal) => Promise<ContestResult>,
): Promise<void> {
  const { json, levels, keep, ...told } = options;
  const machine = describeMachine();
  const kept = keptResults<Run>(keep ?? null);
  const contests: ContestResult[] = [];
  const signal = stopOnInterrupt();
  const failures: { readonly seed: number; readonly error: unknown }[] = [];
  try {
    for (const seed of options.seeds) {
      progress.say(`seed ${seed}`);
      try {
        if (signal.aborted) throw new HedgeError("failed", stopped);
        const contest = await contestOf(seed, kept, signal);
        if (signal.aborted && contests.length > 0) throw new HedgeError("failed", stopped);
        contests.push(contest);
      } catch (error) {
        failures.push({ seed, error });
        progress.say(`seed ${seed}: left out: ${reasonOf(error)}`);
      }
    }
  } finally {
    progress.close();
  }
  const [first] = failures;
  if (contests.length === 0 && first !== undefined) throw first.error;
  const why = contests.flatMap(({ leftOut }) => leftOut)[0]?.why;
  if (contests.every(({ runs }) => runs.length === 0))
    throw new HedgeError("failed", `Nobody could take part: ${why}`);
  if (signal.aborted) process.exitCode = 1;
  const failedSeeds = failures.map(({ seed, error }) => ({ seed, why: reasonOf(error) }));
  if (json) printJson({ machine, levels, ...told, contests, failedSeeds });
  else process.stdout.write(showReport(machine, levels, contests, failedSeeds, options.peers));
}

/** Sizes of the splits, who was left out, the tables, and what everybody was trained with. */
export function showReport(
  machine: Machine,
  levels: readonly string[],
  contests: readonly ContestResult[],
  failedSeeds: readonly FailedSeed[],
  peers?: readonly string[],
): string {
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
    ...splits,
    ...(peers === undefined ? [] : [`only peers whose name has ${peers.join(" or ")} in it`]),
    ...showLeftOut(contests, failedSeeds),
    "",
    showContests(levels, contests),
    ...chosen,
    "",
  ].join("\n");
}

/** A line for everybody who is missing and every reason, with the seeds it is true of. */
function showLeftOut(contests: readonly ContestResult[], failedSeeds: readonly FailedSeed[]): string[] {
  const missing = contests.flatMap(({ seed, leftOut }) => leftOut.map((one) => ({ seed, ...one })));
  const seedsOf = Map.groupBy(missing, ({ name, why }) => `${name}: left out: ${why}`);
  return [
    ...failedSeeds.map(({ seed, why }) => `seed ${seed}: left out: ${why}`),
    ...[...seedsOf].map(([line, found]) => `${line} (seed ${found.map(({ seed }) => seed).join(", ")})`),
  ];
}
