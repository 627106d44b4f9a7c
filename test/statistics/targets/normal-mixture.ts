import { halfNormalOfLog, type NamedTarget } from "./named-target.ts";

/**
 * Two Normal components with ordered means: y ~ theta Normal(mu[1], sigma[1]) + (1 - theta)
 * Normal(mu[2], sigma[2]), mu ~ Normal(0, 2), sigma ~ half-Normal(0, 2), theta ~ Beta(5, 5).
 * Position: mu[1], log(mu[2] - mu[1]), log(sigma[1]), log(sigma[2]), logit(theta).
 */
export function normalMixture({ y }: { readonly y: readonly number[] }): NamedTarget {
  return {
    dimension: 5,
    logDensityAndGradient(position, gradient) {
      const [low = 0, logGap = 0, logSigmaLow = 0, logSigmaHigh = 0, logit = 0] = position;
      const gap = Math.exp(logGap);
      const high = low + gap;
      const precisionLow = Math.exp(-2 * logSigmaLow);
      const precisionHigh = Math.exp(-2 * logSigmaHigh);
      const theta = 1 / (1 + Math.exp(-logit));
      // log(theta) and log(1 - theta) without cancellation at either end.
      const logTheta = -Math.log1p(Math.exp(-logit));
      const logRest = -Math.log1p(Math.exp(logit));

      let likelihood = 0;
      let [lowSlope, highSlope, sigmaLowSlope, sigmaHighSlope, logitSlope] = [0, 0, 0, 0, 0];
      for (const value of y) {
        const fromLow = value - low;
        const fromHigh = value - high;
        const squaredLow = fromLow * fromLow * precisionLow;
        const squaredHigh = fromHigh * fromHigh * precisionHigh;
        const logLow = logTheta - logSigmaLow - squaredLow / 2;
        const logHigh = logRest - logSigmaHigh - squaredHigh / 2;
        const most = Math.max(logLow, logHigh);
        const sum = Math.exp(logLow - most) + Math.exp(logHigh - most);
        const share = Math.exp(logLow - most) / sum;
        likelihood += most + Math.log(sum);
        lowSlope += share * fromLow * precisionLow;
        highSlope += (1 - share) * fromHigh * precisionHigh;
        sigmaLowSlope += share * (squaredLow - 1);
        sigmaHighSlope += (1 - share) * (squaredHigh - 1);
        logitSlope += share - theta;
      }

      const priorLow = halfNormalOfLog(logSigmaLow, 2);
      const priorHigh = halfNormalOfLog(logSigmaHigh, 2);
      lowSlope -= low / 4;
      highSlope -= high / 4;
      gradient[0] = lowSlope + highSlope;
      gradient[1] = highSlope * gap + 1;
      gradient[2] = sigmaLowSlope + priorLow.slope;
      gradient[3] = sigmaHighSlope + priorHigh.slope;
      gradient[4] = logitSlope + 5 - 10 * theta;
      const means = logGap - (low * low + high * high) / 8;
      // Beta(5, 5) with the Jacobian theta (1 - theta).
      return likelihood + means + priorLow.logDensity + priorHigh.logDensity + 5 * (logTheta + logRest);
    },
    constrain(position) {
      const [low = 0, logGap = 0, logSigmaLow = 0, logSigmaHigh = 0, logit = 0] = position;
      return {
        "mu[1]": low,
        "mu[2]": low + Math.exp(logGap),
        "sigma[1]": Math.exp(logSigmaLow),
        "sigma[2]": Math.exp(logSigmaHigh),
        theta: 1 / (1 + Math.exp(-logit)),
      };
    },
  };
}
