import type { Observation } from "./observation.ts";

/** What an isolate has counted since it started. */
export type Counters = {
  /** Requests by `method route status`. */
  readonly requests: Map<string, number>;
  /** Answers worked out, by outcome. */
  readonly outcomes: Map<string, number>;
  /** Answers worked out, by the level of the class; 0 for none. */
  readonly levels: Map<string, number>;
  /** Answers worked out, and the sums of their shares of unknown words and of the squares. */
  readonly unknown: { titles: number; sum: number; squares: number };
  /** Answers from the cache. */
  cachedAnswers: number;
};

/** Counters at 0. */
export function counters(): Counters {
  return {
    requests: new Map(),
    outcomes: new Map(),
    levels: new Map(),
    unknown: { titles: 0, sum: 0, squares: 0 },
    cachedAnswers: 0,
  };
}

/** Adds one to the count of a kind. */
export function increment(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

/** Counts an answer that was worked out. */
export function countAnswer(
  { outcomes, levels, unknown }: Counters,
  { outcome, level, unknownShare }: Observation,
): void {
  increment(outcomes, outcome);
  increment(levels, String(level));
  unknown.titles++;
  unknown.sum += unknownShare;
  unknown.squares += unknownShare * unknownShare;
}
