import { Worker } from "node:worker_threads";
import { HedgeError } from "../../../shared/errors.ts";
import { stoppedError, threadError } from "../../chains/run-chains.ts";
import { standardInput } from "../../data/bytes/byte-source.ts";
import type { ProgressDisplay } from "../../progress/bars.ts";
import type { Task } from "../../progress/progress.ts";
import { stopPatience } from "../../queue/follow-jobs.ts";
import type { TrainStage } from "../../train/train-model.ts";
import type { StopRequest, TrainJob, TrainMessage, TrainOutcome } from "./train-messages.ts";
import { withoutReport } from "./without-report.ts";

/** Time in which a run that is stopped ends its draws and saves its chains, in milliseconds. */
const samplingPatience = 3500;
/** The same where workers of a queue sample: the run waits for them, if the queue answers. */
const queuePatience = stopPatience + 5000;
/** Time for any other stage, in which a file that is being written can be finished. */
const patience = 200;

/**
 * Runs a training run in a thread of its own, so that this one always hears an interrupt, whatever
 * is being computed. An abort ends the run within five seconds: while it samples, chains are
 * stopped and saved; otherwise nothing would be lost, and the thread is ended. Only workers of a
 * queue have longer to save their chains.
 *
 * @throws HedgeError what the run failed with, or `failed` on an abort, saying how to go on
 */
export function trainInThread(
  job: TrainJob,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<TrainOutcome> {
  const isQueued = job.given.queue !== undefined;
  const readsInput = job.given.data.includes(standardInput);
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("train-worker.ts", import.meta.url), {
      workerData: job,
      stdin: readsInput,
    });
    if (readsInput && thread.stdin) process.stdin.pipe(thread.stdin);
    const tasks = new Map<number, Task>();
    let stage: TrainStage = { kind: "preparing" };
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      thread.postMessage("stop" satisfies StopRequest);
      const ofSampling = isQueued ? queuePatience : samplingPatience;
      timer = setTimeout(
        () => {
          reject(stoppedIn(stage, isQueued));
          void thread.terminate();
        },
        stage.kind === "sampling" ? ofSampling : patience,
      );
    };
    signal.addEventListener("abort", stop, { once: true });
    thread.on("message", (message: TrainMessage) => {
      switch (message.kind) {
        case "start":
          tasks.set(message.task, progress.start(message.name, message.total, message.options));
          break;
        case "advance":
          tasks.get(message.task)?.advance(message.done, message.note);
          break;
        case "finish":
          tasks.get(message.task)?.finish();
          break;
        case "say":
          progress.say(message.line);
          break;
        case "stage":
          stage = message.stage;
          break;
        case "failed":
          reject(threadError(message));
          break;
        default:
          resolve(message);
      }
    });
    thread.on("error", (error) => reject(explain(error)));
    thread.on("exit", (status) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      reject(new Error(`the thread of the run ended with status ${status} before the run did`));
    });
  });
}

/** What a run ends with that was stopped while its thread was computing. */
function stoppedIn(stage: TrainStage, isQueued: boolean): HedgeError {
  switch (stage.kind) {
    case "preparing":
      return new HedgeError(
        "failed",
        "Stopped before the sampling began, so nothing is lost. Give the same command to start again.",
      );
    case "reporting":
      return withoutReport(stage.model, stage.folder);
    case "sampling":
      return isQueued ? unansweredError(stage.folder) : stoppedError(stage.folder, true);
    default:
      return stoppedError(stage.folder);
  }
}

/** Of a queue that was lost, or a run that was busy: workers may not have been asked to stop. */
function unansweredError(folder: string): HedgeError {
  return new HedgeError(
    "failed",
    `Stopped, but the queue has not answered: its workers may go on. Go on with the same options and --resume ${folder}.`,
  );
}

function explain(error: unknown): unknown {
  const isFull = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  if (!isFull) return error;
  return new HedgeError(
    "failed",
    "The run took all memory that Node gives it; set NODE_OPTIONS=--max-old-space-size=8000 (in MB) " +
      "for more, or take less with --preset quick or --calibration 0.1.",
    { cause: error },
  );
}
