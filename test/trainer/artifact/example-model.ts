import type { TrainingSummary } from "../../../shared/artifact/model.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import type { ModelParts } from "../../../trainer/artifact/pack-model.ts";
import type { PosteriorDraws } from "../../../trainer/artifact/posterior-draws.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";

/** Two departments, the first with two classes, the second a leaf that ends early: V = 4, 2 groups. */
export const exampleTree = indexTree({
  labels: ["", "food", "toys", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1],
  levels: ["parent", "child"],
});

const exampleTitles = ["green tea", "black tea", "plum jam", "green robot", "wooden robot"];

export const exampleVocabulary = fitVocabulary(exampleTitles, { ...plainWords, stopWords: ["the"] });

/** The same titles with bigrams and what words begin and end with, all weighed unlike `plainWords`. */
export const richVocabulary = fitVocabulary(exampleTitles, {
  ...plainWords,
  wordNgrams: [1, 2],
  subwordNgrams: [3, 4],
  subwordPlace: "ends",
  subwordWeight: 0.75,
  subwordMinDocumentFrequency: 2,
  termFrequency: "sublinear",
  idfPower: 1.5,
  lengthPower: 0.75,
});

export const exampleTraining: TrainingSummary = {
  hedge: "0.1.0",
  preset: "default",
  classPrior: "data",
  noise: false,
  backend: "kernel",
  seed: 1,
  dataHash: "0".repeat(64),
  titles: 5,
  duplicatesDropped: 0,
  rowsSkipped: 0,
  chains: 2,
  warmup: 10,
  drawsPerChain: 20,
  diagnostics: {
    verdict: "doubtful",
    reasons: ["few draws"],
    divergences: 0,
    maxDepthHits: 0,
    maxRHatScales: 1.01,
    minBulkEssScales: 33.5,
    maxRHat: Number.NaN,
    minBulkEss: 12,
  },
};

/** Normal draws by Box and Muller from a linear congruential generator: the same numbers on every machine. */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * A made-up posterior of independent normals, feature j and column v with mean `mean(j, v)` and standard deviation
 * `deviation(j, v)`; scales are 1 plus the draw's number. `reads` counts what was read.
 */
export function madeUpDraws(
  size: { count: number; features: number; columns: number; groups: number },
  mean: (feature: number, column: number) => number,
  deviation: (feature: number, column: number) => number,
): PosteriorDraws & { readonly reads: number[] } {
  const reads: number[] = [];
  return {
    ...size,
    reads,
    read(draw, coefficients, scales) {
      reads.push(draw);
      const normal = normals(draw + 1);
      for (let k = 0; k < coefficients.length; k++) {
        const [j, v] = [Math.floor(k / size.columns), k % size.columns];
        coefficients[k] = mean(j, v) + deviation(j, v) * normal();
      }
      scales.fill(1 + draw);
    },
  };
}

/** The same draws with every scale `scale`. */
export function withScales(draws: PosteriorDraws, scale: number): PosteriorDraws {
  return {
    ...draws,
    read: (draw, coefficients, scales) => {
      draws.read(draw, coefficients, scales);
      scales.fill(scale);
    },
  };
}

/**
 * Parts of a small model that knows its trade: "tea" is tea, "jam" is jam, "robot" is toys, the first of these leaves
 * in `exampleTree.leaves` being toys.
 */
export function exampleParts(changes: Partial<ModelParts> = {}): ModelParts {
  const { terms } = changes.vocabulary ?? exampleVocabulary;
  const wordOfColumn = ["robot", "jam", "tea"];
  const size = { count: 40, features: 1 + terms.length, columns: 4, groups: 2 };
  return {
    draws: madeUpDraws(
      size,
      (j, v) => (j > 0 && terms[j - 1] === wordOfColumn[v] ? 6 : 0),
      () => 0.3,
    ),
    tree: exampleTree,
    vocabulary: exampleVocabulary,
    decision: { thresholds: [0.5, 0.5], calibration: null },
    training: exampleTraining,
    seen: { titles: ["green tea", "black tea", "plum jam", "green robot"], labels: [2, 2, 1, 0] },
    heldOut: [],
    unknownShare: 0.1,
    maxBytes: 1_000_000,
    ...changes,
  };
}
