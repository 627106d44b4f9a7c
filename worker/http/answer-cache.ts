import type { Observation } from "../metrics/observation.ts";

/** An answer as it is sent. */
export type CachedAnswer = {
  readonly text: string;
  readonly etag: string;
  /** Hash of the model that gave it. */
  readonly hash: string;
  readonly observation: Observation;
};

/** The latest answers of an isolate, so that a popular title is classified once. */
export type AnswerCache = {
  /** The answer under a key, if the model with that hash gave it. */
  get(key: string, hash: string): CachedAnswer | undefined;
  set(key: string, answer: CachedAnswer): void;
};

/** A cache of up to `capacity` characters, keys included, which drops its oldest answers first. */
export function answerCache(capacity: number): AnswerCache {
  const answers = new Map<string, CachedAnswer>();
  // One iterator for good, since it goes on to answers that are added later. A new one for every
  // answer would have to step over the places of all that were dropped.
  const oldest = answers.entries();
  let size = 0;

  function drop(key: string, { text }: CachedAnswer): void {
    answers.delete(key);
    size -= key.length + text.length;
  }

  return {
    get(key, hash) {
      const answer = answers.get(key);
      return answer?.hash === hash ? answer : undefined;
    },
    set(key, answer) {
      const length = key.length + answer.text.length;
      // A long query must not displace many others.
      if (length > capacity / 100) return;
      const before = answers.get(key);
      if (before !== undefined) drop(key, before);
      answers.set(key, answer);
      size += length;
      while (size > capacity) {
        const [first, entry] = oldest.next().value ?? [key, answer];
        drop(first, entry);
      }
    },
  };
}
