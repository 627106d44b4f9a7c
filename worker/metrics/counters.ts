import type { Answer } from "../../shared/answer/answer.ts";

/** What an isolate has counted since it began. */
export type Counters = {
  /** Requests by `route status`. */
  readonly requests: Map<string, number>;
  /** Answers by outcome: `leaf`, `parent`, `none` and why. */
  readonly outcomes: Map<string, number>;
  /** Answers from memory. */
  kept: number;
};

export function counters(): Counters {
  return { requests: new Map(), outcomes: new Map(), kept: 0 };
}

/** Counts one more of a kind. */
export function countUp(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

/** What came of a title: `leaf`, or the reason of the fallback. */
export function outcome({ fallback }: Answer): string {
  return fallback?.reason ?? "leaf";
}
