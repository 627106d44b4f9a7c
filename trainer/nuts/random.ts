/**
 * 32 random bits of xoshiro128** (Blackman and Vigna 2021), which has 128 bits of state and passes
 * BigCrush. State: 4 unsigned 32-bit words, changed in place.
 */
export function nextBits(state: Uint32Array): number {
  const a = state[0] ?? 0;
  const b = state[1] ?? 0;
  const c = (state[2] ?? 0) ^ a;
  const d = (state[3] ?? 0) ^ b;
  const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  state[0] = a ^ d;
  state[1] = b ^ c;
  state[2] = c ^ (b << 9);
  state[3] = rotate(d, 11);
  return scrambled;
}

/** A uniform number in [0, 1) with 53 random bits. */
export function nextUniform(state: Uint32Array): number {
  return combineUniform(nextBits(state), nextBits(state));
}

/** A uniform number in [0, 1) from the upper 27 and 26 bits of two random words. */
export function combineUniform(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
}

/** A standard normal number (Box and Muller 1958). Uses two uniform numbers and keeps none. */
export function nextNormal(state: Uint32Array): number {
  const radius = Math.sqrt(-2 * Math.log(1 - nextUniform(state)));
  return radius * Math.cos(2 * Math.PI * nextUniform(state));
}

/**
 * `words` words of state for one of many independent streams. Each word is a hash of seed, stream
 * and its own index, so no two streams share a stretch of a sequence.
 */
export function seedStream(seed: number, stream: number, words = 4): Uint32Array {
  const low = seed >>> 0;
  const high = Math.floor(seed / 4294967296) >>> 0;
  return Uint32Array.from({ length: words }, (_, word) => {
    const start = hashWord(low + Math.imul(word + 1, 0x9e3779b9));
    return hashWord(hashWord(start ^ hashWord(high + 0x6a09e667)) ^ hashWord(stream + 0xbb67ae85)) >>> 0;
  });
}

/** A bijection of 32-bit words in which every bit affects every other (SplitMix32's finaliser). */
function hashWord(word: number): number {
  let z = word >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
