/**
 * Draws of one quantity: one array per chain, all equally long, in the order in which the draws
 * were made. Every statistic of this folder takes this layout.
 */
export type Chains = readonly Float64Array[];

/**
 * Number of draws in each chain; 0 without chains.
 *
 * @throws RangeError if the chains differ in length: no statistic here is defined for that.
 */
export function drawsPerChain(chains: Chains): number {
  const length = chains[0]?.length ?? 0;
  if (chains.some((chain) => chain.length !== length)) {
    const lengths = chains.map((chain) => chain.length).join(", ");
    throw new RangeError(`Chains must be equally long, these have ${lengths} draws.`);
  }
  return length;
}

/**
 * Whether there are enough chains, at least four draws in each, and no NaN. Otherwise statistics
 * are NaN, as in ArviZ.
 */
export function hasValidDraws(chains: Chains, leastChains: number): boolean {
  return drawsPerChain(chains) >= 4 && chains.length >= leastChains && !containsNaN(chains);
}

/** Splits each chain into its halves. Of an odd number of draws, the middle one is left out. */
export function splitChains(chains: Chains): Float64Array[] {
  const half = Math.floor(drawsPerChain(chains) / 2);
  const last = (chain: Float64Array) => chain.subarray(chain.length - half);
  return [...chains.map((chain) => chain.subarray(0, half)), ...chains.map(last)];
}

/** Applies `f` to every draw. */
export function mapDraws(chains: Chains, f: (draw: number) => number): Float64Array[] {
  return chains.map((chain) => chain.map(f));
}

/** All draws of all chains, chain after chain, in a new array. */
export function poolChains(chains: Chains): Float64Array {
  const length = drawsPerChain(chains);
  const all = new Float64Array(chains.length * length);
  chains.forEach((chain, k) => {
    all.set(chain, k * length);
  });
  return all;
}

/** Whether any draw is NaN. */
export function containsNaN(chains: Chains): boolean {
  return chains.some((chain) => chain.some((draw) => Number.isNaN(draw)));
}
