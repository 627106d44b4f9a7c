import type { Answer } from "../../shared/answer/answer.ts";

/** What an isolate has counted since it started. */
export type Counters = {
  /** Requests by `method route status`. */
  readonly requests: Map<string, number>;
  /** Classified titles by outcome, see `outcomeOf`. */
  readonly outcomes: Map<string, number>;
  /** Answers from the cache. */
  cachedAnswers: number;
};

/** Counters at 0. */
export function counters(): Counters {
  return { requests: new Map(), outcomes: new Map(), cachedAnswers: 0 };
}

/** Adds one to the count of a kind. */
export function increment(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

/** The outcome of a title: `leaf`, or the reason of the fallback. */
export function outcomeOf({ fallback }: Answer): string {
  return fallback?.reason ?? "leaf";
}
