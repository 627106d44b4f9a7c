import type { TargetThresholds } from "../../../shared/artifact/model.ts";
import { type NoveltyTests, noCutoff } from "../../../shared/artifact/novelty-tests.ts";
import { decide } from "../../../shared/decision/decide.ts";
import { measureNovelty } from "../../../shared/decision/novelty.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { CalibratedPrediction } from "../../predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../predictions/predict-titles.ts";
import { defaultTarget } from "../thresholds/find-thresholds.ts";
import { fitNoveltyWeights } from "./fit-novelty-weights.ts";
import { findNoveltyCutoffs, type TestedTitle } from "./novelty-cutoffs.ts";

/** Share of titles of known classes that the novelty tests may refuse by mistake. */
export const defaultAlpha = 0.03;

/** Parts that are scored in turn by weights that the other parts have fitted. */
const folds = 5;

/** Thresholds of the rule without a demand, and of every target, ascending and nested. */
export type NestedThresholds = {
  readonly thresholds: readonly number[];
  readonly targets: readonly Pick<TargetThresholds, "target" | "thresholds">[];
};

/**
 * The novelty tests of a model. The weights are fitted on all titles. The cutoffs see each title by
 * weights that it did not help to fit. No rule has lower cutoffs than a stricter one, so that a
 * lower demand never answers less.
 *
 * @param titles with probabilities by maps that their own classes did not help to fit
 * @param alpha share of titles of known classes that the tests may refuse, in [0, 1)
 * @returns null where titles are too few for any cutoff
 */
export function fitNovelty(
  tree: TreeIndex,
  titles: readonly CalibratedPrediction<LeaveClassOutPrediction>[],
  { thresholds, targets }: NestedThresholds,
  alpha: number,
): NoveltyTests | null {
  const levels = tree.taxonomy.levels.length;
  const measured = measureTitles(tree, titles);
  const ownCutoffs = (limits: readonly number[]) => {
    const tested = measured.map(({ raw, probabilities, novelty }): TestedTitle => {
      const { node } = decide(tree, probabilities, { thresholds: limits }, raw.knownWords);
      return (tree.depths[node] ?? 0) > novelty.depthIfNovel ? novelty.scores : [];
    });
    return findNoveltyCutoffs(tested, levels, alpha);
  };
  // From lenient to strict. A stricter rule with too few answers for a test takes that of the last.
  let lenient = new Array<number>(levels).fill(noCutoff);
  const nextCutoffs = (limits: readonly number[]) => {
    lenient = ownCutoffs(limits).map((cutoff, level) => Math.min(cutoff, lenient[level] ?? cutoff));
    return lenient;
  };
  const ofTarget = ({ target, thresholds: limits }: NestedThresholds["targets"][number]) => ({
    target,
    cutoffs: nextCutoffs(limits),
  });
  const anyAnswer = nextCutoffs(new Array<number>(levels).fill(0));
  const below = targets.filter(({ target }) => target < defaultTarget).map(ofTarget);
  const cutoffs = nextCutoffs(thresholds);
  const above = targets.filter(({ target }) => target >= defaultTarget).map(ofTarget);
  if (!anyAnswer.some((cutoff) => cutoff < noCutoff)) return null;
  const weights = fitNoveltyWeights(
    tree,
    titles.map(({ raw }) => raw),
  );
  return { alpha, ...weights, cutoffs, targets: [...below, ...above], anyAnswer };
}

/** Each title with its novelty by weights of the other folds. */
function measureTitles(tree: TreeIndex, titles: readonly CalibratedPrediction<LeaveClassOutPrediction>[]) {
  const weights = Array.from({ length: folds }, (_, fold) =>
    fitNoveltyWeights(
      tree,
      titles.filter((_title, i) => i % folds !== fold).map(({ raw }) => raw),
    ),
  );
  return titles.flatMap((title, i) => {
    const own = weights[i % folds];
    return own === undefined ? [] : [{ ...title, novelty: measureNovelty(tree, own, title.raw) }];
  });
}
