import { halfCauchyOfLog, type NamedTarget } from "./named-target.ts";

/** `J` schools with an estimated effect `y` and its standard error `sigma`. */
export type SchoolData = { readonly y: readonly number[]; readonly sigma: readonly number[] };

/**
 * Eight schools (Rubin 1981), non-centred: z[j] ~ Normal(0, 1), mu ~ Normal(0, 5), tau ~
 * half-Cauchy(0, 5), theta[j] = mu + tau z[j], y[j] ~ Normal(theta[j], sigma[j]). Position: z, mu,
 * log(tau).
 */
export function eightSchools({ y, sigma }: SchoolData): NamedTarget {
  const schools = y.length;
  const read = (position: Float64Array) => ({
    mu: position[schools] ?? 0,
    logTau: position[schools + 1] ?? 0,
  });
  return {
    dimension: schools + 2,
    logDensityAndGradient(position, gradient) {
      const { mu, logTau } = read(position);
      const tau = Math.exp(logTau);
      const prior = halfCauchyOfLog(logTau, 5);
      let logDensity = prior.logDensity - (mu / 5) ** 2 / 2;
      let muSlope = -mu / 25;
      let tauSlope = 0;
      y.forEach((effect, j) => {
        const z = position[j] ?? 0;
        const error = sigma[j] ?? 0;
        const residual = (effect - mu - tau * z) / error;
        logDensity -= (z * z + residual * residual) / 2;
        gradient[j] = (residual / error) * tau - z;
        muSlope += residual / error;
        tauSlope += (residual / error) * z;
      });
      gradient[schools] = muSlope;
      gradient[schools + 1] = tauSlope * tau + prior.slope;
      return logDensity;
    },
    constrain(position) {
      const { mu, logTau } = read(position);
      const tau = Math.exp(logTau);
      const theta = y.map((_, j) => [`theta[${j + 1}]`, mu + tau * (position[j] ?? 0)]);
      return { ...Object.fromEntries(theta), mu, tau };
    },
  };
}
