/**
 * Quantile function of Beta(a, b), a and b at least 1, by bisection of the distribution function.
 * The absolute error is about 1e-14. NaN for shapes that are NaN or infinite.
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (!Number.isFinite(a + b)) return Number.NaN;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 52; step++) {
    const centre = (low + high) / 2;
    if (betaDistribution(centre, a, b) < probability) low = centre;
    else high = centre;
  }
  return (low + high) / 2;
}

/**
 * Distribution function of Beta(a, b), the regularised incomplete beta function I_x(a, b), by the
 * continued fraction of DLMF 8.17.22 on the side of the mean where it converges fast.
 */
export function betaDistribution(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaDistribution(1 - x, b, a);
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * continuedFraction(x, a, b);
}

/**
 * 1/(1 + d1/(1 + d2/(1 + ...))) from the front, as the product of the ratios of neighbouring
 * convergents (Lentz 1976). It needs about sqrt(max(a, b)) terms. Left of the mean every
 * convergent is positive, so there is no division by zero.
 */
function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      numerator = 1 + term / numerator;
      denominator = 1 / (1 + term * denominator);
      value *= numerator * denominator;
    }
    if (Math.abs(numerator * denominator - 1) < 1e-15) break;
  }
  return value;
}

/** ln gamma(x), x > 0: Lanczos (1964) with g = 7 and nine terms, relative error about 1e-15. */
function logGamma(x: number): number {
  const base = x + 6.5;
  let series = 0.9999999999998099;
  lanczos.forEach((coefficient, k) => {
    series += coefficient / (x + k);
  });
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
