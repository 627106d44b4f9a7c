/**
 * A generator of whole numbers from 0 to 2^32 - 1, always the same ones for a state: xorshift32
 * (Marsaglia 2003).
 *
 * @param state not 0
 */
export function xorshift32(state: number): () => number {
  let x = state;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** Shuffles an array in place, from its end (Fisher and Yates). */
export function shuffle(order: Uint16Array | Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const other = random() % (i + 1);
    const swapped = order[i] ?? 0;
    order[i] = order[other] ?? 0;
    order[other] = swapped;
  }
}
