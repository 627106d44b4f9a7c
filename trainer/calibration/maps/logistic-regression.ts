/** Features (for an intercept, one of them is 1), outcome 0 or 1, and weight. */
export type Observation = {
  readonly features: readonly number[];
  readonly outcome: number;
  readonly weight: number;
};

/** Precision of the prior, the same for each coefficient. */
const precision = 1;

/**
 * Coefficients of a weighted logistic regression, ln(p / (1 - p)) = features . coefficients, with a
 * normal prior. They are the posterior's mode, by Newton's method with step halving. The problem is
 * convex, so the start does not matter.
 *
 * @param centre mean of the prior, one for each feature; the result without observations
 */
export function fitLogistic(observations: readonly Observation[], centre: readonly number[]): number[] {
  let current = [...centre];
  let value = negativeLogPosterior(observations, current, centre);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(observations, current, centre);
    let shrink = 1;
    let [next, nextValue] = [current, value];
    do {
      next = current.map((coefficient, k) => coefficient + shrink * (step[k] ?? 0));
      nextValue = negativeLogPosterior(observations, next, centre);
      shrink /= 2;
    } while (!(nextValue <= value) && shrink > 1e-10);
    if (!(nextValue <= value)) return current;
    const moved = Math.max(...next.map((coefficient, k) => Math.abs(coefficient - (current[k] ?? 0))));
    [current, value] = [next, nextValue];
    if (moved < 1e-9) return current;
  }
  return current;
}

/** Up to a constant. */
function negativeLogPosterior(
  observations: readonly Observation[],
  coefficients: readonly number[],
  centre: readonly number[],
): number {
  let sum = coefficients.reduce(
    (total, coefficient, k) => total + (precision / 2) * (coefficient - (centre[k] ?? 0)) ** 2,
    0,
  );
  for (const { features, outcome, weight } of observations) {
    const x = dot(features, coefficients);
    sum += weight * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - outcome * x);
  }
  return sum;
}

/** The Newton step, from the gradient and the negative Hessian of the log posterior. */
function newtonStep(
  observations: readonly Observation[],
  coefficients: readonly number[],
  centre: readonly number[],
): number[] {
  const size = coefficients.length;
  const gradient = coefficients.map((coefficient, k) => precision * ((centre[k] ?? 0) - coefficient));
  const negativeHessian: number[][] = coefficients.map((_, a) =>
    coefficients.map((__, b) => (a === b ? precision : 0)),
  );
  for (const { features, outcome, weight } of observations) {
    const p = 1 / (1 + Math.exp(-dot(features, coefficients)));
    for (let a = 0; a < size; a++) {
      const feature = features[a] ?? 0;
      gradient[a] = (gradient[a] ?? 0) + weight * (outcome - p) * feature;
      const row = negativeHessian[a] ?? [];
      for (let b = 0; b < size; b++)
        row[b] = (row[b] ?? 0) + weight * p * (1 - p) * feature * (features[b] ?? 0);
    }
  }
  return solve(negativeHessian, gradient);
}

/** Solves a small positive definite system by Gaussian elimination; changes its arguments. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k] ?? [];
    for (let r = k + 1; r < size; r++) {
      const row = matrix[r] ?? [];
      const factor = (row[k] ?? 0) / (pivot[k] ?? 1);
      for (let c = k; c < size; c++) row[c] = (row[c] ?? 0) - factor * (pivot[c] ?? 0);
      right[r] = (right[r] ?? 0) - factor * (right[k] ?? 0);
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    const row = matrix[k] ?? [];
    let rest = right[k] ?? 0;
    for (let c = k + 1; c < size; c++) rest -= (row[c] ?? 0) * (right[c] ?? 0);
    right[k] = rest / (row[k] ?? 1);
  }
  return right;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, one, k) => sum + one * (b[k] ?? 0), 0);
}
