/** Prior of one group's scale sigma > 0. */
export type ScalePrior =
  | { readonly kind: "half-normal"; readonly scale: number }
  | { readonly kind: "inverse-gamma"; readonly shape: number; readonly rate: number }
  | { readonly kind: "fixed"; readonly value: number };

/**
 * Log density of u = ln sigma up to a constant, with the log Jacobian u, and its derivative. Both
 * are 0 for a fixed scale.
 */
export function logScaleDensity(
  prior: ScalePrior,
  u: number,
): { readonly value: number; readonly slope: number } {
  switch (prior.kind) {
    case "half-normal": {
      const squared = Math.exp(2 * u) / prior.scale ** 2;
      return { value: u - squared / 2, slope: 1 - squared };
    }
    case "inverse-gamma": {
      const inverse = prior.rate * Math.exp(-u);
      return { value: -prior.shape * u - inverse, slope: -prior.shape + inverse };
    }
    case "fixed":
      return { value: 0, slope: 0 };
  }
}
