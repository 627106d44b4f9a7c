import { type Progress, silentProgress } from "../../trainer/progress/progress.ts";
import { median } from "../harness/statistics.ts";
import { type LocalWorker, startLocalWorker } from "./local-worker.ts";
import type { QueuedRun } from "./queued-run.ts";

/** Times of the same run with one worker and with two, in seconds, round after round. */
export type WorkerTimes = {
  readonly one: readonly number[];
  readonly two: readonly number[];
  /** Median over the rounds of how many times faster two are; NaN without rounds. */
  readonly ratio: number;
};

/** Times runs with one worker and with two in turn, so that other load hits both alike. */
export async function timeWorkers(
  rounds: number,
  queued: QueuedRun,
  progress: Progress,
): Promise<WorkerTimes> {
  const times = { one: [] as number[], two: [] as number[] };
  const workers: LocalWorker[] = [];
  const timeWith = async (count: number) => {
    while (workers.length < count)
      workers.push(await startLocalWorker(`timed-${workers.length}`, queued.place, []));
    while (workers.length > count) await endWorker(workers.pop());
    const { seconds } = await queued.run(silentProgress);
    progress.say(`${count} at work: ${seconds.toFixed(1)} s`);
    return seconds;
  };
  try {
    for (let round = 0; round < rounds; round++) {
      times.one.push(await timeWith(1));
      times.two.push(await timeWith(2));
    }
  } finally {
    for (const worker of workers) await endWorker(worker);
  }
  return { ...times, ratio: median(times.one.map((one, round) => one / (times.two[round] ?? Number.NaN))) };
}

async function endWorker(worker: LocalWorker | undefined): Promise<void> {
  if (!worker) return;
  const ended = new Promise((resolve) => worker.process.once("exit", resolve));
  worker.process.kill("SIGTERM");
  await ended;
}

export function showTimes({ one, two, ratio }: WorkerTimes): string {
  if (one.length === 0) return "";
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(1)).join(", ");
  return `one worker ${list(one)} s, two workers ${list(two)} s: ${ratio.toFixed(2)} times as fast\n`;
}
