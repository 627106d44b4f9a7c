/** What a title says of the label noise. */
export type LabelledLoss = {
  /** Log-loss of its label without noise, in nats. */
  readonly loss: number;
  /** Number of classes that a wrong label may be of. */
  readonly classes: number;
  readonly weight: number;
};

/** Most steps of the search, and the change that ends it. */
const steps = 100;
/** With more than this the labels would say nothing of the titles. */
const most = 0.9;
const enough = 1e-9;

/**
 * The log-loss of a title's label where the share `labelNoise` of the labels is of any class, each
 * as often as another: a mixture of the model and the uniform distribution.
 *
 * @returns the loss in nats, and the probability that the label is not noise
 */
export function noisyLoss(
  { loss, classes }: LabelledLoss,
  labelNoise: number,
): { readonly loss: number; readonly byWords: number } {
  if (labelNoise === 0) return { loss, byWords: 1 };
  const ofWords = (1 - labelNoise) * Math.exp(-loss);
  const all = ofWords + labelNoise / classes;
  return { loss: -Math.log(all), byWords: ofWords / all };
}

/**
 * The label noise of the greatest likelihood, by expectation-maximisation from a first guess. No
 * noise stays none.
 */
export function fitLabelNoise(titles: readonly LabelledLoss[], first: number): number {
  const total = titles.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0 || first === 0) return first;
  let labelNoise = first;
  for (let step = 0; step < steps; step++) {
    const ofNoise = titles.reduce(
      (sum, title) => sum + title.weight * (1 - noisyLoss(title, labelNoise).byWords),
      0,
    );
    const next = Math.min(most, ofNoise / total);
    const moved = Math.abs(next - labelNoise);
    labelNoise = next;
    if (moved < enough) break;
  }
  return labelNoise;
}
