import { type Progress, silentProgress } from "../../trainer/progress/progress.ts";
import { cpuSecondsOfAll } from "../harness/process-usage.ts";
import { median } from "../harness/statistics.ts";
import { type LocalWorker, startLocalWorker } from "./local-worker.ts";
import type { QueuedRun } from "./queued-run.ts";

/** A run: seconds that passed, and seconds of processor time of the worker that had most of it. */
type WorkerTime = { readonly passed: number; readonly busiest: number };

/** Times of the same run with one worker and with two, round after round. */
export type WorkerTimes = {
  readonly one: readonly WorkerTime[];
  readonly two: readonly WorkerTime[];
  /** Median over the rounds of how many times faster two are; NaN without rounds. */
  readonly ratio: number;
  /** The same in processor time: what it would be with a core for each. */
  readonly busiestRatio: number;
  /**
   * Median of how many times faster two threads of one process are than one thread, without a
   * queue: what the machine makes possible.
   */
  readonly threadsRatio: number;
};

/**
 * Times runs with one worker and with two in turn, and with as many threads of this process, so
 * that other load hits all alike.
 */
export async function timeWorkers(
  rounds: number,
  queued: QueuedRun,
  progress: Progress,
): Promise<WorkerTimes> {
  const times = { one: [] as WorkerTime[], two: [] as WorkerTime[] };
  const threads: number[] = [];
  const workers: LocalWorker[] = [];
  const endAllBut = async (count: number) => {
    while (workers.length > count) await endWorker(workers.pop());
  };
  const timeWith = async (count: number) => {
    while (workers.length < count)
      workers.push(await startLocalWorker(`timed-${workers.length}`, queued.place, []));
    await endAllBut(count);
    const used = () => workers.map(({ process }) => cpuSecondsOfAll(process.pid ?? 0));
    const before = used();
    const { seconds: passed } = await queued.run(silentProgress);
    const busiest = Math.max(...used().map((seconds, at) => seconds - (before[at] ?? 0)));
    progress.say(`${count} at work: ${passed.toFixed(1)} s, ${busiest.toFixed(1)} s of processor time`);
    return { passed, busiest };
  };
  try {
    for (let round = 0; round < rounds; round++) {
      times.one.push(await timeWith(1));
      times.two.push(await timeWith(2));
      await endAllBut(0);
      const [one, two] = [await queued.runHere(1), await queued.runHere(2)];
      threads.push(one / two);
      progress.say(`one thread: ${one.toFixed(1)} s, two threads: ${two.toFixed(1)} s`);
    }
  } finally {
    await endAllBut(0);
  }
  const ratioOf = (time: keyof WorkerTime) =>
    median(times.one.map((one, round) => one[time] / (times.two[round]?.[time] ?? Number.NaN)));
  const threadsRatio = threads.length === 0 ? Number.NaN : median(threads);
  return { ...times, ratio: ratioOf("passed"), busiestRatio: ratioOf("busiest"), threadsRatio };
}

async function endWorker(worker: LocalWorker | undefined): Promise<void> {
  if (!worker) return;
  const ended = new Promise((resolve) => worker.process.once("exit", resolve));
  worker.process.kill("SIGTERM");
  await ended;
}

/** The times in a line; empty without rounds. */
export function showTimes({ one, two, ratio, busiestRatio, threadsRatio }: WorkerTimes): string {
  if (one.length === 0) return "";
  const list = (times: readonly WorkerTime[]) => times.map(({ passed }) => passed.toFixed(1)).join(", ");
  return (
    `one worker ${list(one)} s, two workers ${list(two)} s: ${ratio.toFixed(2)} times as fast; ` +
    `in processor time of the busiest ${busiestRatio.toFixed(2)} times; ` +
    `two threads without a queue are ${threadsRatio.toFixed(2)} times as fast as one\n`
  );
}
