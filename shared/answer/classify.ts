import type { Model } from "../artifact/model.ts";
import { type Decision, decide } from "../decision/decide.ts";
import { fromLogOdds, logOdds } from "../decision/log-odds.ts";
import { knownShare, nodeCalibrator } from "../decision/node-probabilities.ts";
import { thresholdsFor } from "../decision/thresholds.ts";
import { explain } from "../explanation/explain.ts";
import { predictor } from "../predictive/predictive.ts";
import { type TitleRow, vectoriser } from "../text/vocabulary.ts";
import { pathOf } from "../tree/taxonomy.ts";
import type { Answer, Placement } from "./answer.ts";
import { type ClassifyOptions, defaultTop } from "./classify-options.ts";

/**
 * Answers titles with one model. The function that it gives throws HedgeError `bad-usage` for a target that the model does
 * not have. Building is linear in the vocabulary; an answer touches its words' blocks only.
 */
export function classifier(model: Model): (title: string, options?: ClassifyOptions) => Answer {
  const { tree } = model;
  const vectorise = vectoriser(model.vocabulary);
  const { predict, interval } = predictor(model);
  const { calibration } = model.decision;
  const believe = nodeCalibrator(tree, calibration);
  const newChildRatio = calibration?.newChildRatio ?? 1;
  const why = (row: TitleRow, { node, ...decision }: Decision, nodes: Float64Array) => {
    const explained = node === 0 && decision.kind === "fallback" ? decision.missed : node;
    return explain(model, row, row.words, explained, nodes);
  };

  return (title, options = {}) => {
    const { top = defaultTop, explain: asksWhy = false } = options;
    const thresholds = thresholdsFor(model.decision, options);
    const row = vectorise(title);
    const predictive = predict(row);
    const [knownWords, unknownWords] = [row.knownWords.length, row.unknownWords.length];
    const beliefs = believe({ ...predictive, known: knownShare(knownWords, unknownWords) });
    const { nodes } = beliefs;
    const place = (node: number): Placement => ({
      path: pathOf(tree.taxonomy, node),
      probability: nodes[node] ?? 0,
      interval: shifted(interval(node), predictive.nodes[node] ?? 0, nodes[node] ?? 0),
    });
    const decision = decide(tree, beliefs, thresholds, knownWords, newChildRatio);
    return {
      title,
      answer:
        decision.node === 0
          ? null
          : {
              ...place(decision.node),
              label: tree.taxonomy.labels[decision.node] ?? "",
              level: tree.depths[decision.node] ?? 0,
            },
      fallback:
        decision.kind === "leaf"
          ? null
          : {
              reason: decision.reason,
              child: tree.taxonomy.labels[decision.missed] ?? "",
              probability: nodes[decision.missed] ?? 0,
              threshold: decision.threshold,
            },
      candidates: likeliest(tree.leaves, nodes, top).map(place),
      uncertainty: {
        total: predictive.total,
        aleatoric: predictive.aleatoric,
        epistemic: predictive.epistemic,
        knownWords,
        unknownWords,
      },
      ...(asksWhy ? { explanation: why(row, decision, nodes) } : {}),
      model: model.hash,
    };
  };
}

/** The `count` most probable of some nodes, the first of equals first. */
function likeliest(among: readonly number[], probabilities: Float64Array, count: number): number[] {
  if (count > among.length / 4) {
    const order = (a: number, b: number) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b;
    return [...among].sort(order).slice(0, count);
  }
  const found: number[] = [];
  for (const node of among) {
    let at = found.length;
    while (at > 0 && (probabilities[found[at - 1] ?? 0] ?? 0) < (probabilities[node] ?? 0)) at--;
    if (at >= count) continue;
    found.splice(at, 0, node);
    if (found.length > count) found.pop();
  }
  return found;
}

/** An interval moved on the log-odds scale as calibration moved the mean, so that the two still belong together. */
function shifted([low, high]: readonly [number, number], before: number, after: number): [number, number] {
  if (before === after) return [low, high];
  const shift = logOdds(after) - logOdds(before);
  return [fromLogOdds(logOdds(low) + shift), fromLogOdds(logOdds(high) + shift)];
}
