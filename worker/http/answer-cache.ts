/** An answer as it is sent. */
export type CachedAnswer = {
  readonly text: string;
  readonly etag: string;
  /** Hash of the model that gave it. */
  readonly hash: string;
};

/** Answers that an isolate has given lately. A title that many ask for is worked out once. */
export type AnswerCache = {
  /** The answer under a key if that model gave it. */
  find(key: string, hash: string): CachedAnswer | undefined;
  keep(key: string, answer: CachedAnswer): void;
};

/** Keeps up to `most` characters, keys included; the oldest go first. */
export function answerCache(most: number): AnswerCache {
  const kept = new Map<string, CachedAnswer>();
  let size = 0;

  function drop(key: string, { text }: CachedAnswer): void {
    kept.delete(key);
    size -= key.length + text.length;
  }

  return {
    find(key, hash) {
      const answer = kept.get(key);
      return answer?.hash === hash ? answer : undefined;
    },
    keep(key, answer) {
      const length = key.length + answer.text.length;
      // One long query must not push out everybody else's.
      if (length > most / 100) return;
      const before = kept.get(key);
      if (before !== undefined) drop(key, before);
      kept.set(key, answer);
      size += length;
      for (const [oldest, entry] of kept) {
        if (size <= most) break;
        drop(oldest, entry);
      }
    },
  };
}
