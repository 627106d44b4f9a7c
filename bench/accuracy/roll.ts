import type { Progress } from "../../trainer/progress/progress.ts";
import type { Contest } from "./contest.ts";
import type { KeptResults } from "./kept-results.ts";
import { type Guess, type Scores, score } from "./score.ts";

/** What one contestant has come to on one split. */
export type Run = Scores & {
  readonly name: string;
  readonly who: "hedge" | "peer";
  /** What it was trained with. */
  readonly chosen: string;
  readonly seconds: number;
};

/** Somebody who did not take part, and why. */
export type LeftOut = { readonly name: string; readonly why: string };

/** What a contestant says about the test titles, and how it came to say so. */
export type Answer = Pick<Run, "chosen" | "seconds"> & { readonly guess: Guess };

/** Who has taken part in a contest so far. */
export type Roll = {
  readonly runs: readonly Run[];
  readonly leftOut: readonly LeftOut[];
  /**
   * Judges a contestant, unless the result of that key is kept already; keeps and says what it has come to. Who fails is left out, and so is everybody
   * once the run is stopped.
   *
   * @throws HedgeError `failed` when the result cannot be kept
   */
  call(who: Pick<Run, "name" | "who">, key: string, answer: () => Promise<Answer>): Promise<void>;
  leaveOut(name: string, why: string): void;
};

/** Why somebody is left out of a run that was interrupted. */
export const stopped = "the run was stopped";

/** Opens an empty roll. */
export function openRoll(
  contest: Contest,
  kept: KeptResults<Run>,
  progress: Progress,
  signal: AbortSignal,
): Roll {
  const runs: Run[] = [];
  const leftOut: LeftOut[] = [];
  const leaveOut = (name: string, why: string) => {
    leftOut.push({ name, why });
    progress.say(`${name}: left out: ${why}`);
  };
  const enter = (run: Run) => {
    runs.push(run);
    progress.say(describe(run));
  };
  return {
    runs,
    leftOut,
    leaveOut,
    call: async (who, key, answer) => {
      const known = kept.find(key);
      if (known !== null) return enter({ ...known, ...who });
      if (signal.aborted) return leaveOut(who.name, stopped);
      let run: Run;
      try {
        const { guess, chosen, seconds } = await answer();
        run = { ...who, chosen, seconds, ...score(contest, guess) };
      } catch (error) {
        return leaveOut(who.name, signal.aborted ? stopped : reasonOf(error));
      }
      kept.add(key, run);
      enter(run);
    },
  };
}

function describe({ name, chosen, levels }: Run): string {
  const accuracies = levels.map(({ accuracy }) => accuracy?.toFixed(4) ?? "-").join(", ");
  const loss = levels.at(-1)?.logLoss;
  return `${name}: accuracy ${accuracies}${loss == null ? "" : `, log-loss ${loss.toFixed(4)}`} (${chosen})`;
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
}
