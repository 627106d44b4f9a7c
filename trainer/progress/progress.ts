/** A long task that is running. */
export type Task = {
  /** Reports that `done` of the task's total is done. `note` is shown beside the bar. */
  advance(done: number, note?: string): void;
  finish(): void;
};

/** How a task is shown. */
export type TaskOptions = {
  /** Its units say nothing to people, so only the time left is shown. */
  readonly hidesRate?: boolean;
};

/** Receives reports of long tasks: a terminal, a log, or nothing. Tasks may run side by side. */
export type Progress = {
  start(name: string, total: number, options?: TaskOptions): Task;
  /** Writes a line to the log. */
  say(line: string): void;
};

/** Reports nothing. */
export const silentProgress: Progress = {
  start: () => ({ advance: () => {}, finish: () => {} }),
  say: () => {},
};
