/**
 * What the standard deviations of moments are multiplied by. They make up for what independent
 * normal features leave out, chiefly that features of one training title are negatively correlated.
 * Those of word vectors, which every title has, are more so than terms.
 */
export type SpreadFactors = { readonly terms: number; readonly vectors: number };

/** Factors tried for either. */
const tried = {
  terms: [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1],
  vectors: [0.2, 0.6, 1],
};

/** The factor of every feature, of which the last ones are dimensions of word vectors. */
export function factorOfFeature(
  { terms, vectors }: SpreadFactors,
  features: number,
  dimensions: number,
): (feature: number) => number {
  return (feature) => (feature < features - dimensions ? terms : vectors);
}

/**
 * The factors of least loss: that of terms, then that of vectors.
 *
 * @param dimensions dimensions of word vectors; without any their factor stays 1
 */
export function chooseSpreadFactors(
  dimensions: number,
  lossOf: (factors: SpreadFactors) => number,
): SpreadFactors {
  let chosen: SpreadFactors = { terms: 1, vectors: 1 };
  /** The loss of the factors chosen so far, once it is known. */
  let least: number | undefined;
  const choose = (kind: keyof SpreadFactors) => {
    const losses = tried[kind].map((factor) =>
      factor === chosen[kind] && least !== undefined ? least : lossOf({ ...chosen, [kind]: factor }),
    );
    least = Math.min(...losses);
    chosen = { ...chosen, [kind]: tried[kind][losses.indexOf(least)] ?? 1 };
  };
  choose("terms");
  if (dimensions > 0) choose("vectors");
  return chosen;
}
