/** Bins of the expected calibration error and of reliability diagrams. */
export const defaultBins = 15;

/** Bin of a probability among `bins` of equal width. One on a border belongs to the bin below. */
export function binOf(probability: number, bins: number): number {
  return Math.max(0, Math.min(bins - 1, Math.ceil(probability * bins) - 1));
}
