import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "bullmq";
import { type JobEngine, type NamedJob, stoppedError } from "../chains/run-chains.ts";
import { chainFiles, queueFile } from "../chains/run-folder.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { ensureKernel } from "../kernel/build.ts";
import type { Progress } from "../progress/progress.ts";
import { arithmeticName } from "./arithmetic.ts";
import { connect } from "./connect.ts";
import { followJobs, type SubmittedJob } from "./follow-jobs.ts";
import { encodeJob } from "./job-file.ts";
import { type ChainQueue, keyPrefix, type QueuedChain, queueName } from "./queued-chain.ts";
import { parseRedisAddress } from "./redis-address.ts";
import { pathInShared } from "./shared-folder.ts";

/** Where jobs go, and the folder that all workers have. */
export type QueueOptions = { readonly queue: string; readonly shared: string };

/** A queue as what runs the chains of a run. */
export type QueueEngine = {
  readonly run: JobEngine;
  /** Workers that are there now. */
  countWorkers(): Promise<number>;
  close(): Promise<void>;
};

/**
 * Connects to a queue.
 *
 * @returns what runs jobs on the workers of the queue: their files are in the shared folder, and
 *   the draws are those of a run on threads of this process
 * @throws HedgeError when the Redis or the folder cannot be used
 */
export async function openQueueEngine(
  { queue: address, shared }: QueueOptions,
  progress: Progress,
): Promise<QueueEngine> {
  const redis = parseRedisAddress(address);
  await ensureKernel();
  const name = queueName(shared, arithmeticName());
  const connection = await connect(redis, progress.say);
  const queue: ChainQueue = new Queue(name, { connection, prefix: keyPrefix });
  queue.on("error", () => {
    // `connect` tells of lost connections; an error without a listener would end the program.
  });
  const run: JobEngine = async (jobs, { folder }, { signal }, progress) => {
    const token = await runToken(folder);
    const submitted: SubmittedJob[] = [];
    const files = new Map<string, string>();
    for (const job of jobs) {
      if (signal?.aborted) throw stoppedError(folder);
      submitted.push(await prepareJob(job, { shared, token, files }));
    }
    await followJobs(queue, submitted, { folder, shared, ...(signal && { signal }) }, progress);
    for (const file of files.values()) rmSync(file, { force: true });
  };
  return {
    run,
    countWorkers: () => queue.getWorkersCount(),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** Writes the file of a job, unless one with the same content is there: chains share it. */
async function prepareJob(
  { name, create }: NamedJob,
  { shared, token, files }: { shared: string; token: string; files: Map<string, string> },
): Promise<SubmittedJob> {
  const job = create();
  const { bytes, hash } = encodeJob(job);
  const file = files.get(hash) ?? chainFiles(job.folder, job.chain).job;
  if (!files.has(hash)) await writeAtomically(file, bytes);
  files.set(hash, file);
  const data: QueuedChain = {
    folder: pathInShared(shared, job.folder),
    chain: job.chain,
    file: pathInShared(shared, file),
    hash,
    run: token,
  };
  return { name, total: job.nuts.warmup + job.draws, data };
}

/** What tells a run from an earlier one in the same folder. It stays when the run goes on. */
async function runToken(folder: string): Promise<string> {
  const file = join(folder, queueFile);
  if (!existsSync(file)) {
    const bytes = new TextEncoder().encode(JSON.stringify({ run: randomBytes(8).toString("hex") }));
    await writeAtomically(file, bytes);
  }
  return (JSON.parse(readFileSync(file, "utf8")) as { run: string }).run;
}
