import { createHash } from "node:crypto";

/**
 * Sorts items by a hash of what `key` gives for them, a value that JSON can hold. The order depends
 * on the set of items alone, and not on the order that they come in.
 */
export function inHashOrder<T>(items: readonly T[], key: (item: T) => unknown): T[] {
  const ranked = items.map((item) => ({
    item,
    rank: createHash("sha256")
      .update(JSON.stringify(key(item)))
      .digest("hex"),
  }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ item }) => item);
}
