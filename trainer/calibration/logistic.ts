/** One observation: features (without an intercept unless one of them is it), outcome 0 or 1, weight. */
export type Observation = {
  readonly features: readonly number[];
  readonly outcome: number;
  readonly weight: number;
};

/**
 * Coefficients of a weighted logistic regression, ln(p / (1 - p)) = features . coefficients, with a normal prior: its mode, by
 * Newton's method with halved steps. The problem is convex, so the start does not matter.
 *
 * @param centre mean of the prior, as many as features; where no observation says otherwise the answer is this
 * @param precision of the prior, the same for each coefficient, above 0
 */
export function fitLogistic(
  observations: readonly Observation[],
  centre: readonly number[],
  precision = 1,
): number[] {
  let at = [...centre];
  let value = objective(observations, at, centre, precision);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(observations, at, centre, precision);
    let shrink = 1;
    let [next, nextValue] = [at, value];
    do {
      next = at.map((coefficient, k) => coefficient + shrink * (step[k] ?? 0));
      nextValue = objective(observations, next, centre, precision);
      shrink /= 2;
    } while (!(nextValue <= value) && shrink > 1e-10);
    if (!(nextValue <= value)) return at;
    const moved = Math.max(...next.map((coefficient, k) => Math.abs(coefficient - (at[k] ?? 0))));
    [at, value] = [next, nextValue];
    if (moved < 1e-9) return at;
  }
  return at;
}

/** Minus the log of the posterior, up to a constant. */
function objective(
  observations: readonly Observation[],
  at: readonly number[],
  centre: readonly number[],
  precision: number,
): number {
  let sum = at.reduce(
    (total, coefficient, k) => total + (precision / 2) * (coefficient - (centre[k] ?? 0)) ** 2,
    0,
  );
  for (const { features, outcome, weight } of observations) {
    const x = dot(features, at);
    sum += weight * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - outcome * x);
  }
  return sum;
}

function newtonStep(
  observations: readonly Observation[],
  at: readonly number[],
  centre: readonly number[],
  precision: number,
): number[] {
  const size = at.length;
  const downhill = at.map((coefficient, k) => precision * ((centre[k] ?? 0) - coefficient));
  const curvature = at.map((_, a) => at.map((__, b) => (a === b ? precision : 0)));
  for (const { features, outcome, weight } of observations) {
    const p = 1 / (1 + Math.exp(-dot(features, at)));
    for (let a = 0; a < size; a++) {
      const feature = features[a] ?? 0;
      downhill[a] = (downhill[a] ?? 0) + weight * (outcome - p) * feature;
      const row = curvature[a] ?? [];
      for (let b = 0; b < size; b++)
        row[b] = (row[b] ?? 0) + weight * p * (1 - p) * feature * (features[b] ?? 0);
    }
  }
  return solve(curvature, downhill);
}

/** Solves a small symmetric positive definite system by elimination; changes its arguments. */
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
