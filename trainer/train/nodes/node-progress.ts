import type { Progress, Task } from "../../progress/progress.ts";

/** A progress whose tasks are parts of one task, and the end of that. */
export type SummedProgress = Progress & Pick<Task, "finish">;

/**
 * Shows many tasks as one.
 *
 * @param total of all tasks together
 * @param weightOf what a unit of the task of a name counts for
 */
export function summedProgress(
  progress: Progress,
  name: string,
  total: number,
  weightOf: (task: string) => number,
): SummedProgress {
  const whole = progress.start(name, total, { hidesRate: true });
  let done = 0;
  return {
    say: progress.say,
    start: (task, units) => {
      const weight = weightOf(task);
      let own = 0;
      const advance = (count: number) => {
        done += weight * (count - own);
        own = count;
        whole.advance(done, task);
      };
      return { advance, finish: () => advance(units) };
    },
    finish: () => whole.finish(),
  };
}
