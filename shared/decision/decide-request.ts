import type { Model } from "../artifact/model.ts";
import type { NoveltyTests } from "../artifact/novelty-tests.ts";
import { ancestry, type TreeIndex } from "../tree/taxonomy.ts";
import { type Decision, decide, deepestReaching } from "./decide.ts";
import type { FallbackReason } from "./fallback-reason.ts";
import type { NodeProbabilities } from "./node-probabilities.ts";
import { cutoffsFor, isNovel, measureNovelty, type NoveltyEvidence } from "./novelty.ts";
import { type ThresholdOptions, thresholdsFor } from "./thresholds.ts";

/**
 * Decides on the answer to one request: that of `decide`, after the novelty tests that the model
 * may have. Where they take a title for one of a new class, its answer goes no deeper than
 * `Novelty.depthIfNovel`. So they only make answers shallower, and a lower demand never answers
 * less.
 *
 * A model with tests gives the reasons `unseen-subcategory` and `outside-taxonomy` by them alone:
 * where they made the answer shallower, and where the answer stops at `depthIfNovel` by itself and
 * a score exceeds the cutoff for any answer at all.
 *
 * @throws HedgeError `bad-usage` for a target that the model has no thresholds for
 */
export function decideRequest(
  { tree, decision: rule }: Pick<Model, "tree" | "decision">,
  request: ThresholdOptions,
  probabilities: NodeProbabilities,
  evidence: NoveltyEvidence,
): Decision {
  const { novelty: tests = null, newChildRatio = 1 } = rule.calibration ?? {};
  const limits = { thresholds: thresholdsFor(rule, request), standard: rule.thresholds, newChildRatio };
  const decision = decide(tree, probabilities, limits, countKnown(request, evidence));
  if (tests === null || evidence.knownWords === 0) return decision;
  const isUsual = limits.thresholds === rule.thresholds;
  const usual = isUsual ? decision.node : deepestReaching(tree, probabilities.nodes, rule.thresholds);
  return testNovelty(tree, tests, evidence, {
    decision,
    usual,
    thresholds: limits.thresholds,
    cutoffs: cutoffsFor(tests, request),
  });
}

/**
 * How much of a title is known for a request: the number of its known words. A request with `min`
 * alone wants a guess in any case. A piece of a word is enough for that, so known terms count.
 */
function countKnown(
  { target, min }: ThresholdOptions,
  { knownWords, knownTerms = knownWords }: NoveltyEvidence,
): number {
  return target === undefined && min !== undefined ? knownTerms : knownWords;
}

/** A decision before the novelty tests. */
type UntestedDecision = {
  readonly decision: Decision;
  /** Node of the answer to a request without a demand. */
  readonly usual: number;
  /** Thresholds of this request. */
  readonly thresholds: readonly number[];
  /** Cutoffs of the novelty tests for this request. */
  readonly cutoffs: readonly number[];
};

function testNovelty(
  tree: TreeIndex,
  tests: NoveltyTests,
  evidence: NoveltyEvidence,
  { decision, usual, thresholds, cutoffs }: UntestedDecision,
): Decision {
  const novelty = measureNovelty(tree, tests, evidence);
  const { depthIfNovel } = novelty;
  const depth = tree.depths[decision.node] ?? 0;
  if (isNovel(novelty, cutoffs) && depth > depthIfNovel) {
    const path = ancestry(tree.taxonomy, decision.node);
    const node = path.at(-depthIfNovel) ?? 0;
    const stop = { node: depthIfNovel > 0 ? node : 0, missed: path.at(-1 - depthIfNovel) ?? 0 };
    const threshold = thresholds[depthIfNovel] ?? 1;
    return { kind: "fallback", ...stop, reason: noveltyReason(depthIfNovel), threshold };
  }
  if (decision.kind === "leaf") return decision;

  const usualDepth = tree.depths[usual] ?? 0;
  const isUsuallyNovel = isNovel(novelty, tests.cutoffs);
  const isStoppedByTests = isUsuallyNovel && usualDepth > depth;
  if (depth === depthIfNovel && (isStoppedByTests || isNovel(novelty, tests.anyAnswer)))
    return { ...decision, reason: noveltyReason(depth) };
  const testedDepth = isUsuallyNovel ? Math.min(usualDepth, depthIfNovel) : usualDepth;
  return { ...decision, reason: testedDepth > depth ? "demand-not-met" : "low-child-confidence" };
}

function noveltyReason(depth: number): FallbackReason {
  return depth === 0 ? "outside-taxonomy" : "unseen-subcategory";
}
