import type { FoundRun } from "../../chains/list-runs.ts";
import { showBytes } from "../../train/plan/describe-plan.ts";
import { table } from "./table.ts";

/** A run that was written to within this time may be under way: a line comes with every draw. */
const recent = 60_000;

/** Whether a run that is not finished may be under way. */
export function isRecent({ writtenAt, isFinished }: FoundRun, now: number): boolean {
  return !isFinished && now - writtenAt < recent;
}

/** Run folders for people. */
export function runsText(runs: readonly FoundRun[], now: number, folders: readonly string[]): string {
  if (runs.length === 0) return `There is no run folder in ${folders.join(", ")}.\n`;
  const total = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${table(
    ["run", "size", "last written", "state"],
    runs.map((run) => [run.folder, showBytes(run.bytes), showAge(now - run.writtenAt), showState(run, now)]),
  )}${showBytes(total)} in all; --remove RUN or --older-than DAYS removes some\n`;
}

/** A run folder in a few words. */
export function describeRun(run: FoundRun, now: number): string {
  return `${run.folder}: ${showBytes(run.bytes)}, ${showState(run, now)}`;
}

function showState(run: FoundRun, now: number): string {
  const { done, isFinished } = run;
  if (isFinished) return "finished";
  if (isRecent(run, now)) return "perhaps under way";
  if (done === null) return "unknown";
  return done >= 1 ? "sampled" : `stopped at ${Math.floor(100 * done)} %`;
}

function showAge(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours < 1) return `${Math.max(0, Math.round(60 * hours))} minutes ago`;
  return hours < 48 ? `${Math.round(hours)} hours ago` : `${Math.round(hours / 24)} days ago`;
}
