/** The mean of a chain's draws, as a checkpoint holds it. Plain data. */
export type DrawMeanState = {
  /** Number of draws. */
  readonly draws: number;
  /** float32, in the machine's order: the mean of every number of a draw. */
  readonly values: Uint8Array;
};

/** The mean of draws of which not all are kept. Memory is one draw. */
export type DrawMean = {
  add(draw: Float32Array): void;
  /** Number of draws that were added. */
  count(): number;
  state(): DrawMeanState;
};

/** Goes on with a mean, or starts one. */
export function runningDrawMean(from?: DrawMeanState): DrawMean {
  let draws = from?.draws ?? 0;
  let mean = floatsOf(from?.values ?? new Uint8Array(0));
  return {
    add: (draw) => {
      if (draws === 0) mean = new Float32Array(draw.length);
      draws++;
      for (let k = 0; k < draw.length; k++)
        mean[k] = (mean[k] ?? 0) + ((draw[k] ?? 0) - (mean[k] ?? 0)) / draws;
    },
    count: () => draws,
    state: () => ({ draws, values: new Uint8Array(mean.slice().buffer) }),
  };
}

/** Copies float32 numbers out of their bytes, which may have any offset in a larger buffer. */
export function floatsOf(values: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(values).buffer);
}
