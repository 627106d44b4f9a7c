import type { Target } from "../../../trainer/nuts/target.ts";

/** A log density on the unconstrained scale, Jacobians included, with named quantities. */
export type NamedTarget = Target & {
  /** The named quantities at a position, in the model's own scale. */
  constrain(position: Float64Array): Record<string, number>;
};

/** A log density of one variable in nats, up to a constant, and its derivative. */
export type Term = { readonly logDensity: number; readonly slope: number };

/** sigma ~ half-Cauchy(0, scale) as a density of log(sigma): the Jacobian adds log(sigma). */
export function halfCauchyOfLog(logSigma: number, scale: number): Term {
  const squared = (Math.exp(logSigma) / scale) ** 2;
  return { logDensity: logSigma - Math.log1p(squared), slope: 1 - (2 * squared) / (1 + squared) };
}

/** sigma ~ half-Normal(0, sd) as a density of log(sigma). */
export function halfNormalOfLog(logSigma: number, sd: number): Term {
  const squared = (Math.exp(logSigma) / sd) ** 2;
  return { logDensity: logSigma - squared / 2, slope: 1 - squared };
}
