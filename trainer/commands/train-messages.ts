import type { ThreadFailure } from "../chains/chain-job.ts";
import type { TaskOptions } from "../progress/progress.ts";
import type { TrainStage } from "../train/train-model.ts";
import type { TrainArguments } from "./options/train-options.ts";

/** What the thread of a training run is given. */
export type TrainJob = {
  readonly given: TrainArguments;
  /** Where the report goes. */
  readonly report: string;
};

/** The one message to that thread: save what can be saved, and stop. */
export type StopRequest = "stop";

/** A message from it. Tasks are numbered. */
export type TrainMessage =
  | {
      readonly kind: "start";
      readonly task: number;
      readonly name: string;
      readonly total: number;
      readonly options: TaskOptions | undefined;
    }
  | { readonly kind: "advance"; readonly task: number; readonly done: number; readonly note: string }
  | { readonly kind: "finish"; readonly task: number }
  | { readonly kind: "say"; readonly line: string }
  | { readonly kind: "stage"; readonly stage: TrainStage }
  | ({ readonly kind: "done" } & TrainOutcome)
  | ThreadFailure;

/** What a run ends with. */
export type TrainOutcome = {
  /** What goes to standard output. */
  readonly output: string;
  readonly verdict: string | null;
};
