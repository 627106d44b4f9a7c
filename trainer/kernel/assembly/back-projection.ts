// The features backwards: residuals to gradients with respect to leaf coefficients.

import { featureRow, featureStart, featureValue, logits } from "./layout";
import { sparseProduct } from "./sparse-product";

/** Gradient of the log likelihood with respect to feature j's leaf coefficients, into `out`. */
// @ts-ignore: decorator
@inline export function backProject(j: i32, out: usize): void {
  sparseProduct(j, featureStart, featureRow, featureValue, logits, out, false, 0);
}
