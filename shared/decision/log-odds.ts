/** Distance from 0 and 1 below which a probability is clipped, so that log-odds stay finite. */
const epsilon = 1e-12;

/** ln(p / (1 - p)) of a probability, finite for every p in [0, 1]. */
export function logOdds(probability: number): number {
  const p = clip(probability);
  return Math.log(p / (1 - p));
}

/** ln(p) and ln(1 - p) of a probability, finite for every p in [0, 1]. */
export function logParts(probability: number): [number, number] {
  const p = clip(probability);
  return [Math.log(p), Math.log1p(-p)];
}

function clip(probability: number): number {
  return Math.min(1 - epsilon, Math.max(epsilon, probability));
}

/** The probability of given log-odds, 1 / (1 + exp(-x)); the inverse of `logOdds`. */
export function fromLogOdds(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
