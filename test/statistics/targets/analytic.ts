import type { NamedTarget } from "./named-target.ts";

/** A target whose every coordinate x[i] is Normal(0, sd[i]) on its own. */
export type NormalTarget = NamedTarget & { readonly sd: Float64Array };

/**
 * Independent Normals with variances from 1 / condition to 1, evenly spaced in their logarithm. The
 * covariance has that condition number.
 */
export function illConditionedNormal(dimension: number, condition: number): NormalTarget {
  const sd = Float64Array.from(
    { length: dimension },
    (_, i) => condition ** (0.5 * (i / (dimension - 1) - 1)),
  );
  return {
    dimension,
    sd,
    constrain: nameCoordinates,
    logDensityAndGradient(position, gradient) {
      let logDensity = 0;
      for (let i = 0; i < dimension; i++) {
        const z = (position[i] ?? 0) / (sd[i] ?? 1);
        logDensity -= (z * z) / 2;
        gradient[i] = -z / (sd[i] ?? 1);
      }
      return logDensity;
    },
  };
}

/**
 * Unit Normals in a row, neighbours correlated by r, so x[i] and x[j] by r^|i - j|: x[i] ~
 * Normal(r x[i-1], sqrt(1 - r^2)).
 */
export function correlatedNormal(dimension: number, correlation: number): NormalTarget {
  const precision = 1 / (1 - correlation ** 2);
  return {
    dimension,
    sd: new Float64Array(dimension).fill(1),
    constrain: nameCoordinates,
    logDensityAndGradient(position, gradient) {
      const first = position[0] ?? 0;
      let logDensity = -(first * first) / 2;
      gradient[0] = -first;
      for (let i = 1; i < dimension; i++) {
        const residual = (position[i] ?? 0) - correlation * (position[i - 1] ?? 0);
        logDensity -= (precision * residual * residual) / 2;
        gradient[i] = -precision * residual;
        gradient[i - 1] = (gradient[i - 1] ?? 0) + correlation * precision * residual;
      }
      return logDensity;
    },
  };
}

/**
 * Neal's funnel (2003, "Slice sampling", section 8): v ~ Normal(0, 3), then all other coordinates
 * ~ Normal(0, exp(v / 2)). Its neck is too narrow for any fixed step size, so a sampler must
 * report divergences.
 */
export function funnel(dimension: number): NamedTarget {
  return {
    dimension,
    constrain: nameCoordinates,
    logDensityAndGradient(position, gradient) {
      const v = position[0] ?? 0;
      const precision = Math.exp(-v);
      let squares = 0;
      for (let i = 1; i < dimension; i++) {
        const x = position[i] ?? 0;
        squares += x * x;
        gradient[i] = -precision * x;
      }
      gradient[0] = -v / 9 - (dimension - 1) / 2 + (precision * squares) / 2;
      return -(v * v) / 18 - ((dimension - 1) * v) / 2 - (precision * squares) / 2;
    },
  };
}

function nameCoordinates(position: Float64Array): Record<string, number> {
  return Object.fromEntries([...position].map((value, i) => [`x[${i + 1}]`, value]));
}
