import { boundedField, checkMap, corrupt, listField, type Untrusted } from "./checks.ts";

/**
 * Tests whether a title is one of a class that training did not see. They are independent of the
 * probability of the answer: see `decideRequest`.
 */
export type NoveltyTests = {
  /** Share of titles of known classes whose answer they may make shallower by mistake. */
  readonly alpha: number;
  /**
   * Weights of the features of a class outside the taxonomy, the constant first: see
   * `outsideFeatures`.
   */
  readonly outsideWeights: readonly number[];
  /** Weights of the features of a new child, the constant first: see `newChildFeatures`. */
  readonly weights: readonly number[];
  /**
   * Weights of the same features for a title that is taken for one of a new class: a positive sum
   * says that its parent is right.
   */
  readonly parentWeights: readonly number[];
  /** What a score must not exceed, one per level, from the top, for a request without a demand. */
  readonly cutoffs: readonly number[];
  /** The same for the thresholds of each target, ascending targets. */
  readonly targets: readonly { readonly target: number; readonly cutoffs: readonly number[] }[];
  /** The same where every title is answered at the lowest level. */
  readonly anyAnswer: readonly number[];
};

/** The weights that make scores of a title's features. */
export type NoveltyWeights = Pick<NoveltyTests, "outsideWeights" | "weights" | "parentWeights">;

/** Number of features of a class outside the taxonomy, the constant included. */
export const outsideFeatureCount = 3;
/** Number of features of a new child, the constant included. */
export const noveltyFeatureCount = 7;

/** The weights of files before minor version 3, which tested one feature of such a class alone. */
const formerOutsideWeights = [0, 1, 0];

/** A cutoff that no score exceeds. */
export const noCutoff = 1e9;

/**
 * The novelty tests of a taxonomy with a number of levels.
 *
 * @throws HedgeError `model-corrupt` for an invalid map
 */
export function readNoveltyTests(fields: Untrusted, levels: number): NoveltyTests {
  return {
    alpha: boundedField(fields, "alpha", 0, 1),
    outsideWeights:
      fields.outsideWeights === undefined
        ? formerOutsideWeights
        : readScores(fields, "outsideWeights", outsideFeatureCount),
    weights: readScores(fields, "weights", noveltyFeatureCount),
    parentWeights: readScores(fields, "parentWeights", noveltyFeatureCount),
    cutoffs: readScores(fields, "cutoffs", levels),
    targets: listField(fields, "targets").map((item) => {
      const entry = checkMap(item, "target");
      return { target: boundedField(entry, "target", 0, 1), cutoffs: readScores(entry, "cutoffs", levels) };
    }),
    anyAnswer: readScores(fields, "anyAnswer", levels),
  };
}

function readScores(fields: Untrusted, name: string, count: number): number[] {
  const scores = listField(fields, name).map((value) => {
    if (typeof value !== "number" || !(Math.abs(value) <= noCutoff))
      throw corrupt(`${name} are out of range`);
    return value;
  });
  if (scores.length !== count) throw corrupt(`there are not ${count} ${name}`);
  return scores;
}
