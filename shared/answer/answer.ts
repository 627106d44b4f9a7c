import type { FallbackReason } from "../decision/fallback-reason.ts";
import type { TargetPromise } from "../decision/thresholds.ts";
import type { Explanation } from "../explanation/explanation.ts";
import type { TreeShares } from "./tree-shares.ts";
import type { Truncation } from "./truncate-title.ts";

/** A node as an answer shows it. */
export type Placement = {
  /** Labels from the top level down. */
  readonly path: readonly string[];
  /** Posterior-predictive mean. */
  readonly probability: number;
  /** Central 90 % interval over draws. */
  readonly interval: readonly [number, number];
};

/** Why the answer is not a leaf. */
export type Fallback = {
  readonly reason: FallbackReason;
  /** Label of the class that would have been next on the way down. */
  readonly child: string;
  readonly probability: number;
  /** What the probability had to reach. */
  readonly threshold: number;
};

/** The answer to one title, as `GET /classify` sends it and `classify --json` prints it. */
export type Answer = {
  /** The text that was classified. */
  readonly title: string;
  /** Given where the title was too long, and the rest of it was not read. */
  readonly truncated?: Truncation;
  /**
   * The most specific class whose probability reaches its threshold, or null when none does.
   * `level` counts from 1 at the top.
   */
  readonly answer: (Placement & { readonly label: string; readonly level: number }) | null;
  readonly fallback: Fallback | null;
  /** The target asked for and whether the model can promise it; null if none was. */
  readonly target: TargetPromise | null;
  /** The most probable leaves, most probable first. */
  readonly candidates: readonly Placement[];
  /** Entropies in nats over leaves; counts of distinct words. */
  readonly uncertainty: {
    readonly total: number;
    readonly aleatoric: number;
    readonly epistemic: number;
    readonly knownWords: number;
    readonly unknownWords: number;
    /** Those of the unknown words that have a vector. */
    readonly vectorWords: number;
  };
  /** Given when asked for; null where the answer has no rival. */
  readonly explanation?: Explanation | null;
  /** Given when asked for. */
  readonly tree?: TreeShares;
  /** Hash of the model that answered. */
  readonly model: string;
};
