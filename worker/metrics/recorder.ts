import type { AnalyticsStore } from "../config/bindings.ts";
import { type Counters, countAnswer } from "./counters.ts";
import type { Observation } from "./observation.ts";

/** Records the answers of one request, wherever the service is to keep them. */
export type Recorder = {
  /** @param isKept whether the answer was in memory already */
  add(observation: Observation, isKept: boolean): void;
  /** Writes what was added; called once, when the last answer is there. */
  end(): void;
};

/** Where a request's answers are recorded, and what they are recorded with. */
export type RecorderOptions = {
  readonly counters: Counters;
  /** Workers Analytics Engine, where it is bound. */
  readonly analytics: AnalyticsStore | undefined;
  /** Whether to log a line. */
  readonly log: boolean;
  readonly requestId: string;
  /** Hash of the model that answers. */
  readonly model: string;
};

type Group = { count: number; unknown: number };

/** Answers of a request are grouped, so that a batch takes a few data points and one line. */
export function recorder({ counters, analytics, log, requestId, model }: RecorderOptions): Recorder {
  const began = performance.now();
  const groups = new Map<string, Group>();

  return {
    add(observation, isKept) {
      const { outcome, level, unknownShare } = observation;
      if (!isKept) countAnswer(counters, observation);
      if (!log && analytics === undefined) return;
      const key = `${outcome} ${level} ${isKept ? "kept" : "new"}`;
      const group = groups.get(key) ?? { count: 0, unknown: 0 };
      group.count++;
      group.unknown += unknownShare;
      groups.set(key, group);
    },
    end() {
      // The clock of a Worker stands still while it computes: this is time spent waiting.
      const milliseconds = performance.now() - began;
      for (const [key, { count, unknown }] of groups) {
        analytics?.writeDataPoint({
          indexes: [model.slice(7, 23)],
          blobs: key.split(" "),
          doubles: [count, unknown, milliseconds],
        });
      }
      if (!log || groups.size === 0) return;
      const answers = Object.fromEntries([...groups].map(([key, { count }]) => [key, count]));
      const unknown = [...groups.values()].reduce((sum, group) => sum + group.unknown, 0);
      console.log(JSON.stringify({ event: "answers", requestId, model, answers, unknown, milliseconds }));
    },
  };
}
