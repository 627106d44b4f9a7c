import type { Progress } from "./progress.ts";

/** A kind of task of a run: how its name begins, and what all tasks of the kind together take. */
export type RunStage = { readonly prefix: string; readonly tasks: number; readonly seconds: number };

/** Progress of a run, which is told when it is over. */
export type RunProgress = Progress & { finish(): void };

/**
 * Adds a task for the whole run to a progress: its stages by the seconds that each is expected to
 * take. The time left comes from how fast they pass, so an error common to all stages cancels.
 */
export function trackWholeRun(progress: Progress, stages: readonly RunStage[]): RunProgress {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = progress.start("whole run", total, { hidesRate: true });
  const shares = new Map<string, number>();
  const note = () => whole.advance([...shares.values()].reduce((sum, one) => sum + one, 0));
  return {
    say: progress.say,
    start(name, units, options) {
      const task = progress.start(name, units, options);
      const stage = stages.find(({ prefix }) => name.startsWith(prefix));
      const seconds = stage ? stage.seconds / stage.tasks : 0;
      const count = (done: number) => {
        shares.set(name, units > 0 ? (seconds * done) / units : seconds);
        note();
      };
      return {
        advance(done, words) {
          task.advance(done, words);
          count(done);
        },
        finish() {
          task.finish();
          count(units);
        },
      };
    },
    finish: () => whole.finish(),
  };
}
