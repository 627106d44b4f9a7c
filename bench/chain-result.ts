/** What one chain did, hedge's or a peer's. */
export type ChainResult = {
  /** Watched quantities of every kept draw, draw after draw (see `Watch`). */
  readonly draws: Float64Array[];
  readonly compileSeconds: number;
  readonly warmUpSeconds: number;
  readonly drawSeconds: number;
  /** CPU seconds of warm-up and draws together. */
  readonly cpuSeconds: number;
  /** Gradients computed after warm-up. */
  readonly gradients: number;
  readonly divergences: number;
  readonly stepSize: number;
};
