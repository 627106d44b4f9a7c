import { createHash } from "node:crypto";
import type { Job, Queue } from "bullmq";
import type { ChainEnd } from "../chains/run-chains.ts";
import { packageVersion } from "../files/package-version.ts";
import { sharedFolderId } from "./shared-folder.ts";

/**
 * A job as it is in the queue: plain data that name files in shared storage. Paths are relative to
 * the shared folder.
 */
export type QueuedChain = {
  /** Folder of the chain's files. */
  readonly folder: string;
  readonly chain: number;
  /** File of the job (see `job-file.ts`), and its hash. */
  readonly file: string;
  readonly hash: string;
  /** Tells a run from another one in the same folder. */
  readonly run: string;
  /** Set while the chain runs, to ask its worker to save and stop. */
  readonly stop?: true;
};

/** What a worker says of a chain while it runs. */
export type ChainProgress = { readonly done: number; readonly note: string };

/** How a chain ended at a worker. */
export type ChainResult =
  | { readonly end: ChainEnd }
  | { readonly end: "failed"; readonly code: string | null; readonly message: string };

/** The name of a job in the queue: the same chain of the same run has the same one. */
export function queuedId({ folder, chain, hash, run }: QueuedChain): string {
  const text = JSON.stringify([folder, chain, hash, run]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** What all keys in Redis begin with. */
export const keyPrefix = "hedge";

/**
 * The queue of a shared folder. Only workers that have this folder, this version of hedge and this
 * arithmetic take jobs from it, so that all of them make the same draws.
 */
export function queueName(shared: string, arithmetic: string): string {
  return [sharedFolderId(shared), packageVersion(), arithmetic].join("-");
}

/** A queue of chains. */
export type ChainQueue = Queue<QueuedChain, ChainResult>;
/** A chain in a queue. */
export type ChainQueueJob = Job<QueuedChain, ChainResult>;
