/** One long task under way. */
export type Task = {
  /** Reports `done` of the task's total; `note` is shown beside the bar. */
  advance(done: number, note?: string): void;
  finish(): void;
};

/** Where long tasks report to: a terminal, a log, or nowhere. Tasks may run side by side. */
export type Progress = {
  start(name: string, total: number): Task;
  /** One line for the reader of the log. */
  say(line: string): void;
};

/** Reports nothing. */
export const silent: Progress = {
  start: () => ({ advance: () => {}, finish: () => {} }),
  say: () => {},
};
