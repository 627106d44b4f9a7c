import { halfCauchyOfLog, type NamedTarget } from "./named-target.ts";

/** What a Normal linear regression is made of. */
export type Regression = {
  /** Names of the coefficients. */
  readonly names: readonly string[];
  /** One row per response, one value per coefficient. */
  readonly design: readonly (readonly number[])[];
  readonly response: readonly number[];
  /** Standard deviation of the coefficients' Normal prior; Infinity for a flat one. */
  readonly coefficientSd: number;
};

/**
 * response ~ Normal(design b, sigma), b ~ Normal(0, coefficientSd), sigma ~ half-Cauchy(0, 2.5).
 * Position: b, log(sigma).
 */
function linearRegression({ names, design, response, coefficientSd }: Regression): NamedTarget {
  const p = names.length;
  const rows = design.map((row) => Float64Array.from(row));
  return {
    dimension: p + 1,
    logDensityAndGradient(position, gradient) {
      const logSigma = position[p] ?? 0;
      const precision = Math.exp(-2 * logSigma);
      const prior = halfCauchyOfLog(logSigma, 2.5);
      gradient.fill(0);
      let squares = 0;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] ?? new Float64Array();
        let residual = response[i] ?? 0;
        for (let k = 0; k < p; k++) residual -= (row[k] ?? 0) * (position[k] ?? 0);
        squares += residual * residual;
        for (let k = 0; k < p; k++) gradient[k] = (gradient[k] ?? 0) + residual * (row[k] ?? 0);
      }
      let logDensity = prior.logDensity - (precision * squares) / 2 - rows.length * logSigma;
      for (let k = 0; k < p; k++) {
        const coefficient = position[k] ?? 0;
        logDensity -= (coefficient / coefficientSd) ** 2 / 2;
        gradient[k] = precision * (gradient[k] ?? 0) - coefficient / coefficientSd ** 2;
      }
      gradient[p] = precision * squares - rows.length + prior.slope;
      return logDensity;
    },
    constrain(position) {
      const coefficients = names.map((name, k) => [name, position[k] ?? 0]);
      return { ...Object.fromEntries(coefficients), sigma: Math.exp(position[p] ?? 0) };
    },
  };
}

/**
 * An autoregression of order K: y[t] ~ Normal(alpha + sum over k of beta[k] y[t - k], sigma) for t
 * > K.
 */
export function autoregression({ K, y }: { readonly K: number; readonly y: readonly number[] }): NamedTarget {
  const lags = Array.from({ length: K }, (_, k) => k + 1);
  return linearRegression({
    names: ["alpha", ...lags.map((k) => `beta[${k}]`)],
    design: y.slice(K).map((_, i) => [1, ...lags.map((k) => y[K + i - k] ?? 0)]),
    response: y.slice(K),
    coefficientSd: 10,
  });
}

/**
 * Scores of children by their mother's schooling and intelligence quotient, and their product
 * (Gelman & Hill 2007).
 */
export function kidScores(data: {
  readonly kid_score: readonly number[];
  readonly mom_hs: readonly number[];
  readonly mom_iq: readonly number[];
}): NamedTarget {
  return linearRegression({
    names: ["beta[1]", "beta[2]", "beta[3]", "beta[4]"],
    design: data.mom_iq.map((iq, i) => {
      const school = data.mom_hs[i] ?? 0;
      return [1, school, iq, school * iq];
    }),
    response: data.kid_score,
    coefficientSd: Number.POSITIVE_INFINITY,
  });
}
