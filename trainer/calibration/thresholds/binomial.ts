/** P(X <= successes) for X ~ Binomial(trials, probability), summed term by term. */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (successes >= trials) return 1;
  if (probability <= 0) return 1;
  if (probability >= 1) return 0;
  let logTerm = trials * Math.log1p(-probability);
  const step = Math.log(probability) - Math.log1p(-probability);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= successes; k++) {
    logTerm += Math.log(trials - k + 1) - Math.log(k) + step;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
