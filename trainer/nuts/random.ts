/** xoshiro128** (Blackman and Vigna 2021): 128 bits of state, passes BigCrush. State: 4 unsigned 32-bit words, changed in place. */
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
  const high = nextBits(state) >>> 5;
  const low = nextBits(state) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** A standard normal number (Box and Muller 1958). Uses two uniform numbers and keeps none. */
export function nextNormal(state: Uint32Array): number {
  const radius = Math.sqrt(-2 * Math.log(1 - nextUniform(state)));
  return radius * Math.cos(2 * Math.PI * nextUniform(state));
}

/**
 * `words` words of state for one of many independent streams. Each word is a hash of seed, stream and its own number, so that
 * two streams share no stretch of a sequence.
 */
export function seedStream(seed: number, stream: number, words = 4): Uint32Array {
  const low = seed >>> 0;
  const high = Math.floor(seed / 4294967296) >>> 0;
  return Uint32Array.from({ length: words }, (_, word) => {
    const start = mix(low + Math.imul(word + 1, 0x9e3779b9));
    return mix(mix(start ^ mix(high + 0x6a09e667)) ^ mix(stream + 0xbb67ae85)) >>> 0;
  });
}

/** A bijection of 32-bit words that mixes every bit into every other (the finaliser of SplitMix32). */
function mix(word: number): number {
  let z = word >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
