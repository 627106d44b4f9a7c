import { HedgeError } from "../../shared/errors.ts";
import type { Claim } from "../files/claim.ts";
import type { CompiledKernel } from "../kernel/load.ts";
import type { Backend } from "../model/backend.ts";
import type { Problem } from "../model/problem.ts";
import type { NutsOptions } from "../nuts/options.ts";

/** What a thread needs to run one chain. Plain data, so that it can be sent. */
export type ChainJob = {
  readonly chain: number;
  readonly problem: Problem;
  readonly backend: Backend;
  /** For the backend of that name, compiled once for all threads. Other backends have none. */
  readonly kernel: CompiledKernel | undefined;
  readonly nuts: Omit<NutsOptions, "start">;
  readonly draws: number;
  /** Of so many draws one is kept on disk, and the mean of all; all are kept if absent. */
  readonly keepEvery?: number;
  readonly seed: number;
  /** Logits recorded at every iteration. */
  readonly probes: readonly Probe[];
  /** The run folder. */
  readonly folder: string;
  /** Parameters to start from, in the order of the problem's layout; drawn at random if absent. */
  readonly initialParameters?: Float64Array;
  /** Gradients to find the mode with that the chain starts near, where it has no parameters. */
  readonly modeGradients?: number;
  /** Most milliseconds between two checkpoints: what a crash can cost; 60,000 if absent. */
  readonly checkpointInterval?: number;
  /** Where other machines may run the chain, too: it stops when it no longer holds this claim. */
  readonly claim?: Claim;
  /** Two 32-bit words shared by all threads, see `signals`. */
  readonly signals: SharedArrayBuffer;
};

/**
 * Words of a job's signals. `stop`: not zero asks chains to save and stop. `extraThreads`: number
 * of threads that each chain may have besides its own.
 */
export const signals = { stop: 0, extraThreads: 1, bytes: 8 } as const;

/**
 * A logit to monitor: that of leaf `leaf` (a position in `tree.leaves`) for row `row` of the
 * design matrix.
 */
export type Probe = { readonly row: number; readonly leaf: number };

/** A message from the thread of a chain. A thread gets jobs as messages, and null at the end. */
export type ChainMessage =
  | { readonly kind: "progress"; readonly done: number; readonly stepSize: number; readonly steps: number }
  | { readonly kind: "finished" }
  | { readonly kind: "stopped"; readonly done: number }
  /** Another worker has claimed the chain. Nothing was saved. */
  | { readonly kind: "superseded" }
  | ThreadFailure;

/** An error in a thread. */
export type ThreadFailure = {
  readonly kind: "failed";
  /** Of a HedgeError; null for a defect. */
  readonly code: string | null;
  readonly message: string;
  readonly stack: string;
};

/** What a thread tells of an error that ended it. */
export function threadFailure(error: unknown): ThreadFailure {
  return {
    kind: "failed",
    code: error instanceof HedgeError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? "") : "",
  };
}
