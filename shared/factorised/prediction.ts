import type { Predictive } from "../predictive/row-predictor.ts";
import type { SparseRow } from "../text/vocabulary.ts";

/** Predictions of one model of either form, one row at a time. */
export type ModelPredictor = {
  /**
   * Predictive of one row.
   *
   * @param top how many leaves must be the most probable ones there are, with their probabilities;
   *   a flat model computes all, a factorised one as many as it needs
   */
  predict(row: SparseRow, top?: number): Predictive;
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};

/** Predictions of a factorised model, one row at a time. */
export type FactorisedPredictor = Pick<ModelPredictor, "interval"> & {
  /**
   * As `ModelPredictor`.
   *
   * @param leftOut a node to leave out with everything below it: see `leaveClassOut`
   */
  predict(row: SparseRow, leftOut?: number, top?: number): Predictive;
};
