import { type FeatureOptions, plainWords } from "../../shared/text/feature-options.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { englishStopWords } from "../features/stop-words.ts";
import type { VectorPreset } from "../words/catalogue-vectors.ts";
import type { PresetName } from "./preset-names.ts";
import type { Problem } from "./problem.ts";
import type { ScalePrior } from "./scale-prior.ts";

/** A model and its features under a name. */
export type Preset = VectorPreset & {
  readonly features: FeatureOptions;
  /** Whether the labels on a class's path count as titles of it. */
  readonly classNames: boolean;
  /** Prior of the scale of the children of every group, in the order of `tree.groups`. */
  scalePriors(tree: TreeIndex): readonly ScalePrior[];
  /**
   * Fixed prior standard deviation of a leaf's coefficients in the flat form, all levels together,
   * unless a run chooses another. Absent where `scalePriors` has no such scale.
   */
  readonly leafScale?: number;
  /**
   * Fixed scale of every node of a factorised model, unless a run chooses another; that of its
   * group if absent.
   */
  readonly nodeScale?: number;
  readonly noise: boolean;
  readonly likelihoodPower: number;
  /**
   * Power of the number of a class's titles that its probability is divided by, see docs/model.md:
   * common classes get too much where the prior holds coefficients near 0.
   */
  readonly shareDiscount: number;
  /**
   * Shares of the weights of complement naive Bayes that coefficients may get, see docs/model.md: a
   * run chooses one. The first is that of a catalogue too small to choose.
   */
  readonly naiveBayes: readonly number[];
  /**
   * Share of the prior's variance, in [0, 1], that unknown words have. It is used where there are
   * no calibration titles to choose it by.
   */
  readonly unknownShare: number;
};

const learned: ScalePrior = { kind: "half-normal", scale: 1 };

/** Titles as shops write them: words in all forms, pairs of words, pieces of four letters. */
const foldedWords: FeatureOptions = {
  ...plainWords,
  cleanText: true,
  joinHyphens: true,
  splitJoints: true,
  foldAccents: true,
  unspacedNgrams: [1, 3],
  pairWeight: 0.6,
  pairMinDocumentFrequency: 2,
  subwordNgrams: [4, 4],
  subwordMinDocumentFrequency: 2,
  foldDigits: true,
  foldPlurals: true,
};

/** Against plain TF-IDF, rare words count more, and so do long titles. */
const decisiveWords: FeatureOptions = {
  ...foldedWords,
  termFrequency: "binary",
  idfPower: 1.5,
  lengthPower: 0.75,
};

/** Chosen by cross-validation on training titles, see docs/word-vectors.md. */
const vectorFeatures: VectorPreset = {
  wordVectors: { dimensions: 32, length: 1 },
  learnedVectors: { dimensions: 24, length: 0.5 },
};

/** The usual scale of the flat form: a quarter for each of two levels. */
const leafScale = 0.25 * Math.SQRT2;
/** The usual scale of a node's children in the factorised form, and of their children. */
const nodeScale = 0.2;

/** Fixed scales that come to this one for a leaf: each level has an equal part of the variance. */
function sharedByLevels(leaf: number): Preset["scalePriors"] {
  return ({ taxonomy, groups }) => {
    const value = leaf / Math.sqrt(taxonomy.levels.length);
    return groups.map(() => ({ kind: "fixed", value }));
  };
}

/** Chosen by cross-validation on training titles, see docs/model.md. */
const predictive: Omit<Preset, "features"> = {
  classNames: true,
  ...vectorFeatures,
  scalePriors: sharedByLevels(leafScale),
  leafScale,
  nodeScale,
  noise: false,
  likelihoodPower: 100,
  shareDiscount: 0.2,
  naiveBayes: [0, 0.025, 0.05, 0.1, 0.2],
  unknownShare: 1,
};

/**
 * The presets by name.
 *
 * - `default` predicts best: words and pieces of four letters of them, fixed scales, and a
 *   likelihood that counts 100 times.
 * - `quick` drops words seen once, for a first look.
 * - `bayes` is the plain Bayesian model: every group learns its scale, and the likelihood counts
 *   once.
 * - `original` is by the model's author: beta_parent ~ Normal(0, 1) and sigma ~ InverseGamma(2, 1)
 *   for each group of children. Its features are words and bigrams seen in 5 titles or more and in
 *   at most 40 % of them, without English stop words.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  default: { ...predictive, features: { ...decisiveWords, subwordWeight: 0.75 } },
  quick: { ...predictive, features: { ...decisiveWords, minDocumentFrequency: 2 } },
  bayes: {
    classNames: true,
    ...vectorFeatures,
    features: foldedWords,
    scalePriors: (tree) => tree.groups.map(() => learned),
    noise: false,
    likelihoodPower: 1,
    shareDiscount: 0,
    naiveBayes: [0],
    unknownShare: 0.03,
  },
  original: {
    features: {
      ...plainWords,
      wordNgrams: [1, 2],
      minWordLength: 2,
      minDocumentFrequency: 5,
      maxDocumentFrequency: 0.4,
      stopWords: englishStopWords(),
    },
    classNames: false,
    wordVectors: null,
    learnedVectors: null,
    scalePriors: (tree) =>
      tree.groups.map((node) =>
        node === 0 ? { kind: "fixed", value: 1 } : { kind: "inverse-gamma", shape: 2, rate: 1 },
      ),
    noise: false,
    likelihoodPower: 1,
    shareDiscount: 0,
    naiveBayes: [0],
    unknownShare: 0.03,
  },
};

/** A preset with another scale of the leaves in the flat form. */
export function withLeafScale(preset: Preset, leaf: number): Preset {
  return { ...preset, leafScale: leaf, scalePriors: sharedByLevels(leaf) };
}

/**
 * A preset as the nodes of a factorised model have it, where it has fixed scales.
 *
 * @param scales those of nodes by depth, 0 for the root; the preset's where there is none
 */
export function nodePreset(preset: Preset, scales: readonly number[] = []): Preset {
  const { leafScale: _, ...others } = preset;
  const { nodeScale } = others;
  if (nodeScale === undefined) return preset;
  return {
    ...others,
    scalePriors: ({ groups, depths }) =>
      groups.map((node) => ({ kind: "fixed", value: scales[depths[node] ?? 0] ?? nodeScale })),
  };
}

/** The regression of a preset on some data. */
export function buildProblem(preset: Preset, data: Pick<Problem, "design" | "labels" | "tree">): Problem {
  return {
    ...data,
    scalePriors: preset.scalePriors(data.tree),
    noise: preset.noise,
    likelihoodPower: preset.likelihoodPower,
  };
}
