import type { Predictive } from "../predictive/predictive.ts";
import type { SparseRow } from "../text/vocabulary.ts";

/** Posterior predictive of one title. The predictor reuses the arrays in its next call. */
export type Prediction = Omit<Predictive, "perDraw">;

/** Predictions of one model of either form, one row at a time. */
export type ModelPredictor = {
  /**
   * Predictive of one row.
   *
   * @param leftOut a node to leave out with everything below it: see `leaveClassOut`
   * @param top how many leaves must be the most probable ones there are, with their probabilities;
   *   a flat model computes all, a factorised one as many as it needs
   */
  predict(row: SparseRow, leftOut?: number, top?: number): Prediction;
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};
