import { isFactorised, type Model } from "../artifact/model.ts";
import type { Decision } from "../decision/decide.ts";
import { decideRequest } from "../decision/decide-request.ts";
import { fromLogOdds, logOdds } from "../decision/log-odds.ts";
import { nodeCalibrator } from "../decision/node-probabilities.ts";
import { promiseFor, thresholdsFor } from "../decision/thresholds.ts";
import { wordEvidence } from "../decision/word-evidence.ts";
import { explain } from "../explanation/explain.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { modelPredictor } from "../factorised/model-predictor.ts";
import { type TitleRow, vectoriser } from "../text/vocabulary.ts";
import { pathOf, type TreeIndex } from "../tree/taxonomy.ts";
import type { Answer, Fallback, Placement } from "./answer.ts";
import { type ClassifyOptions, defaultTop } from "./classify-options.ts";
import { treeShares } from "./tree-shares.ts";
import { truncateTitle } from "./truncate-title.ts";

/**
 * Builds the function that answers titles with one model: title, features, probabilities,
 * decision, answer. It throws HedgeError `bad-usage` for a target that the model does not have.
 * Building is linear in the vocabulary; an answer reads the blocks of its words only.
 */
export function classifier(model: Model): (title: string, options?: ClassifyOptions) => Answer {
  const { tree } = model;
  const vectorise = vectoriser(model.vocabulary, true);
  const { predict, interval } = modelPredictor(model);
  const calibrate = nodeCalibrator(tree, model.decision.calibration);

  return (whole, options = {}) => {
    const { title, truncated } = truncateTitle(whole);
    const row = vectorise(title);
    const { nodes: means, newChildren, total, aleatoric, epistemic } = predict(row);
    const { known, knownWords } = wordEvidence(row);
    const knownTerms = row.features.length - 1;
    const evidence = { nodes: means, newChildren, known, knownWords, knownTerms };
    const probabilities = calibrate(evidence);
    const decision = decideRequest(model, options, probabilities, evidence);

    const { nodes } = probabilities;
    const intervalOf = (node: number) =>
      calibrateInterval(interval(node), means[node] ?? 0, nodes[node] ?? 0);
    const placementOf = (node: number): Placement => ({
      path: pathOf(tree.taxonomy, node),
      probability: nodes[node] ?? 0,
      interval: intervalOf(node),
    });
    const { node } = decision;
    const placement = node === 0 ? null : placementOf(node);
    const decided = {
      answer: placement && { ...placement, ...labelAndLevel(tree, node) },
      fallback: fallbackOf(decision, tree, nodes),
      target: promiseFor(model.decision, options),
    };
    const uncertainty = {
      total,
      aleatoric,
      epistemic,
      knownWords: row.knownWords.length,
      unknownWords: row.unknownWords.length,
      vectorWords: row.vectorWords.length,
    };
    const explanation = options.explain ? explainDecision(model, row, decision, nodes) : undefined;

    // For a longer list a factorised model looks further. The answer above does not depend on that.
    const top = options.top ?? defaultTop;
    const listed = options.tree ? tree.leaves.length : top;
    const isFurther = isFactorised(model) && listed > defaultTop;
    if (isFurther) calibrate({ ...evidence, ...predict(row, listed) });
    const candidateOf = (leaf: number) =>
      leaf === node && placement !== null && !isFurther ? placement : placementOf(leaf);
    return {
      title,
      ...(truncated && { truncated }),
      ...decided,
      candidates: mostProbableOf(tree.leaves, nodes, top).map(candidateOf),
      uncertainty,
      ...(explanation !== undefined && { explanation }),
      ...(options.tree && {
        tree: treeShares(tree, probabilities, thresholdsFor(model.decision, options), intervalOf),
      }),
      model: model.hash,
    };
  };
}

function labelAndLevel(tree: TreeIndex, node: number): { label: string; level: number } {
  return { label: tree.taxonomy.labels[node] ?? "", level: tree.depths[node] ?? 0 };
}

function fallbackOf(decision: Decision, tree: TreeIndex, probabilities: Float64Array): Fallback | null {
  if (decision.kind === "leaf") return null;
  const { reason, missed, threshold } = decision;
  return {
    reason,
    child: tree.taxonomy.labels[missed] ?? "",
    probability: probabilities[missed] ?? 0,
    threshold,
  };
}

/** Explains the answer or, where there is none, the class that came closest to being it. */
function explainDecision(
  model: Model,
  row: TitleRow,
  decision: Decision,
  probabilities: Float64Array,
): Explanation | null {
  const hasNoAnswer = decision.kind === "fallback" && decision.node === 0;
  const node = hasNoAnswer ? decision.missed : decision.node;
  return explain(model, row, node, probabilities);
}

/** The `count` most probable of some nodes, most probable first; equals in the order given. */
function mostProbableOf(candidates: readonly number[], probabilities: Float64Array, count: number): number[] {
  if (count > candidates.length / 4) {
    const order = (a: number, b: number) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b;
    return [...candidates].sort(order).slice(0, count);
  }
  const found: number[] = [];
  for (const node of candidates) {
    const probability = probabilities[node] ?? 0;
    let at = Math.min(found.length, count - 1);
    if (found.length === count && probability <= (probabilities[found[at] ?? 0] ?? 0)) continue;
    // Those that are less probable move on, the last of a full list out of it.
    for (; at > 0 && (probabilities[found[at - 1] ?? 0] ?? 0) < probability; at--)
      found[at] = found[at - 1] ?? 0;
    found[at] = node;
  }
  return found;
}

/** Moves an interval by as much, in log-odds, as calibration has moved the mean. */
function calibrateInterval(
  [low, high]: readonly [number, number],
  mean: number,
  calibratedMean: number,
): [number, number] {
  if (mean === calibratedMean) return [low, high];
  const shift = logOdds(calibratedMean) - logOdds(mean);
  return [fromLogOdds(logOdds(low) + shift), fromLogOdds(logOdds(high) + shift)];
}
