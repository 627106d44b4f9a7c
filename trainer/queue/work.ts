import { Queue, WaitingError, Worker } from "bullmq";
import { HedgeError } from "../../shared/errors.ts";
import { signals } from "../chains/chain-job.ts";
import { ensureKernel } from "../kernel/build.ts";
import { arithmeticName } from "./arithmetic.ts";
import { connect, explain } from "./connect.ts";
import {
  type ChainProgress,
  type ChainQueue,
  type ChainQueueJob,
  type ChainResult,
  keyPrefix,
  type QueuedChain,
  queueName,
} from "./queued-chain.ts";
import { parseRedisAddress, showAddress } from "./redis-address.ts";
import { runQueuedChain } from "./run-queued-chain.ts";

/** How a worker works. */
export type WorkOptions = {
  /** Address of a Redis. */
  readonly queue: string;
  /** The folder that submitters and workers share, as it is on this machine. */
  readonly shared: string;
  /** Chains at a time. Where fewer are to be run, the others share in their gradients. */
  readonly threads: number;
  /** Name that others see. */
  readonly name: string;
  /** Seconds after which this worker counts as lost if Redis does not hear of it. */
  readonly lostAfter: number;
  /** Most seconds between two checkpoints of a chain. */
  readonly checkpointSeconds: number;
};

/** Milliseconds between two reports of a chain, and between two looks at whether it is to stop. */
const reportInterval = 1_000;

/**
 * Takes chains from a queue and runs them until `signal` is aborted. Then the chains are saved and
 * given back, for others to go on with.
 *
 * @param say told what happens
 * @throws HedgeError when the Redis or the folder cannot be used
 */
export async function workQueue(
  options: WorkOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await ensureKernel();
  const address = parseRedisAddress(options.queue);
  const name = queueName(options.shared, arithmeticName());
  const connection = await connect(address, say);
  const queue: ChainQueue = new Queue(name, { connection, prefix: keyPrefix });
  const running = new Set<Int32Array>();
  const shareThreads = () => {
    for (const words of running)
      Atomics.store(words, signals.extraThreads, Math.floor(options.threads / running.size) - 1);
  };

  async function run(job: ChainQueueJob, token?: string): Promise<ChainResult> {
    if (job.data.stop) return { end: "stopped" };
    const shared = new SharedArrayBuffer(signals.bytes);
    const words = new Int32Array(shared);
    const stop = new AbortController();
    const askToStop = () => {
      Atomics.store(words, signals.stop, 1);
      stop.abort();
    };
    if (signal.aborted) askToStop();
    signal.addEventListener("abort", askToStop, { once: true });
    const reports = reportTo(queue, job, askToStop);
    running.add(words);
    shareThreads();
    say(`${job.name} of ${job.data.folder}: begun`);
    try {
      const end = await runQueuedChain(job.data, {
        shared: options.shared,
        worker: options.name,
        checkpointInterval: 1000 * options.checkpointSeconds,
        signals: shared,
        signal: stop.signal,
        onProgress: reports.note,
      });
      say(`${job.name} of ${job.data.folder}: ${end}`);
      if (signal.aborted && (end === "stopped" || end === "ended")) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      return { end };
    } catch (error) {
      if (error instanceof WaitingError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      say(`${job.name} of ${job.data.folder}: failed: ${message}`);
      return { end: "failed", code: error instanceof HedgeError ? error.code : null, message };
    } finally {
      reports.close();
      signal.removeEventListener("abort", askToStop);
      running.delete(words);
      shareThreads();
    }
  }

  const worker = new Worker<QueuedChain, ChainResult>(name, run, {
    connection,
    prefix: keyPrefix,
    name: options.name,
    concurrency: options.threads,
    lockDuration: 1000 * options.lostAfter,
    stalledInterval: 500 * options.lostAfter,
    // A chain that is lost again and again is given up by `runQueuedChain`, if it gets nowhere.
    maxStalledCount: 1e9,
  });
  worker.on("error", (error) => {
    // `connect` tells of lost connections.
    if (!("code" in error)) say(explain(error));
  });
  worker.on("stalled", (id) => say(`job ${id} was lost by its worker, and is given out again`));
  await worker.waitUntilReady();
  say(`waiting for chains of ${options.shared} at ${showAddress(address)}, as ${options.name}`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await worker.close();
  await queue.close();
  connection.disconnect();
}

/** Passes a chain's progress on, not too often, and looks whether its submitter has it stop. */
function reportTo(queue: ChainQueue, job: ChainQueueJob, askToStop: () => void) {
  let latest: ChainProgress | null = null;
  const report = async () => {
    const progress = latest;
    latest = null;
    if (progress) await job.updateProgress(progress);
    const found = await queue.getJob(job.id ?? "");
    if (found?.data.stop) askToStop();
  };
  // A report that fails is one that the next makes up for.
  const timer = setInterval(() => void report().catch(() => {}), reportInterval);
  return {
    note: (progress: ChainProgress) => {
      latest = progress;
    },
    close: () => clearInterval(timer),
  };
}
