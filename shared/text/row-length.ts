import type { SparseRow } from "./vocabulary.ts";

/** Euclidean length of a row, the intercept and the unknown words included. */
export function rowLength({ values, unknownSquares }: Pick<SparseRow, "values" | "unknownSquares">): number {
  let squares = unknownSquares;
  for (let k = 0; k < values.length; k++) squares += (values[k] ?? 0) ** 2;
  return Math.sqrt(squares);
}
