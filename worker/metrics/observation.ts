import type { Answer } from "../../shared/answer/answer.ts";

/** What is counted of an answer: nothing of its title. */
export type Observation = {
  /** `leaf`, or the reason of the fallback. */
  readonly outcome: string;
  /** Level of the class, 0 for none. */
  readonly level: number;
  /** Share of the title's distinct words that the model does not know; 0 where it has none. */
  readonly unknownShare: number;
};

/** What is counted of an answer. */
export function observe({ answer, fallback, uncertainty }: Answer): Observation {
  const { knownWords, unknownWords } = uncertainty;
  return {
    outcome: fallback?.reason ?? "leaf",
    level: answer?.level ?? 0,
    unknownShare: unknownWords / Math.max(1, knownWords + unknownWords),
  };
}
