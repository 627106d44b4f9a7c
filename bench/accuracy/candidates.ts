import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { type Preset, presets } from "../../trainer/model/preset.ts";
import type { VectorOptions } from "../../trainer/words/fit-word-vectors.ts";

/** A model and its features, to be compared with the reference. */
export type Candidate = ReturnType<typeof candidate>;

/** Name of the candidate that all others are compared with. */
export const reference = "default";

const { default: chosen, bayes, quick } = presets;

/** `flat`: all leaves directly below the root. */
function candidate(name: string, what: string, preset: Preset, flat = false) {
  return { name, what, preset, flat };
}

/** Every group's scale fixed at `scale`, the likelihood to the power `power`. */
function fixed(preset: Preset, scale: number, power: number): Preset {
  const { leafScale: _, ...others } = preset;
  return {
    ...others,
    scalePriors: (tree) => tree.groups.map(() => ({ kind: "fixed", value: scale })),
    likelihoodPower: power,
  };
}

function withFeatures(features: Partial<FeatureOptions>): Preset {
  return { ...chosen, features: { ...chosen.features, ...features } };
}

function withVectors(changes: Partial<VectorOptions>): Preset {
  const { wordVectors } = chosen;
  return { ...chosen, wordVectors: wordVectors && { ...wordVectors, ...changes } };
}

/** Scale of every group and power of the likelihood in the default, as docs/model.md has them. */
const [scale, power] = [0.25, 100];

/**
 * The scale that goes with another power. At a scale that falls with the root of the power, the
 * prior's pull on the mode stays what it is and draws alone become narrower: |z|^2 / 2 against
 * power times the log likelihood of sigma z.
 */
const scaleAt = (other: number) => scale * Math.sqrt(power / other);

const wordsAlone = { ...bayes, features: { ...bayes.features, subwordNgrams: null } };

/** Titles as they are: no form of a word but the one written. */
const asWritten: Partial<FeatureOptions> = {
  cleanText: false,
  joinHyphens: false,
  splitJoints: false,
  foldAccents: false,
  unspacedNgrams: null,
};

/** All candidates, the reference first, then from plain to elaborate. */
export const candidates = [
  candidate(reference, "the preset", chosen),
  candidate("bayes", "the preset: learned scales, power 1", bayes),
  candidate("quick", "the preset: without words seen once", quick),
  candidate("words-power-1", "words, scale 2.5, power 1", fixed(wordsAlone, 2.5, 1)),
  candidate("words-power-10", "words, scale 1.74, power 10", fixed(wordsAlone, 1.74, 10)),
  candidate("words-power-100", "words, scale 0.55, power 100", fixed(wordsAlone, 0.55, 100)),
  candidate("decisive-words", "default without pieces of words", withFeatures({ subwordNgrams: null })),
  candidate("power-1", "default, scale 2.5, power 1", fixed(chosen, scaleAt(1), 1)),
  candidate("power-10", "default, scale 0.79, power 10", fixed(chosen, scaleAt(10), 10)),
  candidate("power-30", "default, scale 0.46, power 30", fixed(chosen, scaleAt(30), 30)),
  candidate("power-300", "default, scale 0.14, power 300", fixed(chosen, scaleAt(300), 300)),
  candidate("narrower", "default, scale 0.15", fixed(chosen, 0.6 * scale, power)),
  candidate("wider", "default, scale 0.40", fixed(chosen, 1.6 * scale, power)),
  candidate("no-vectors", "default without word vectors", {
    ...chosen,
    wordVectors: null,
    learnedVectors: null,
  }),
  candidate("no-learned-vectors", "default without learned vectors", { ...chosen, learnedVectors: null }),
  candidate("vectors-16", "default with vectors of 16 dimensions", withVectors({ dimensions: 16 })),
  candidate("vectors-64", "default with vectors of 64 dimensions", withVectors({ dimensions: 64 })),
  candidate("shorter-vectors", "default with vectors of length 0.7", withVectors({ length: 0.7 })),
  candidate("longer-vectors", "default with vectors of length 1.4", withVectors({ length: 1.4 })),
  candidate("scale-0.20", "default, scale 0.20", fixed(chosen, 0.8 * scale, power)),
  candidate("no-class-names", "default without class names", { ...chosen, classNames: false }),
  candidate("flat", "default, all classes on one level, scale 0.35", chosen, true),
  candidate("as-written", "default, words only as they are written", withFeatures(asWritten)),
  candidate("no-joints", "default without parts at joints", withFeatures({ splitJoints: false })),
  candidate("no-joined", "default without words joined at hyphens", withFeatures({ joinHyphens: false })),
  candidate(
    "ends",
    "default, beginnings and endings of 3 and 4 letters as pieces",
    withFeatures({ subwordNgrams: [4, 5], subwordPlace: "ends" }),
  ),
  candidate("inner-3-4-grams", "default, pieces of 3 and 4 letters", withFeatures({ subwordNgrams: [3, 4] })),
  candidate("no-share-discount", "default, no discount of common classes", { ...chosen, shareDiscount: 0 }),
  candidate("no-naive-bayes", "default, no naive Bayes beside it", { ...chosen, naiveBayes: [0] }),
  candidate("no-pairs", "default without pairs of words", withFeatures({ pairWeight: 0 })),
  candidate("lighter-pairs", "default, pairs of words of length 0.4", withFeatures({ pairWeight: 0.4 })),
  candidate("heavier-pairs", "default, pairs of words of length 0.9", withFeatures({ pairWeight: 0.9 })),
  candidate("all-pairs", "default, pairs of one title too", withFeatures({ pairMinDocumentFrequency: 1 })),
  candidate("epsilon", "default with epsilon", { ...chosen, noise: true }),
];
