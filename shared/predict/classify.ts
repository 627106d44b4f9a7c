import type { Model } from "../artifact/model.ts";
import { HedgeError } from "../errors.ts";
import { type TitleRow, vectoriser } from "../text/vocabulary.ts";
import { pathOf } from "../tree/taxonomy.ts";
import type { Answer, Placement } from "./answer.ts";
import { type ClassifyOptions, usualTop } from "./classify-options.ts";
import { type Decision, decide } from "./decision.ts";
import { explain } from "./explain.ts";
import { predictor } from "./predictive.ts";

/**
 * Answers titles with one model. The function that it gives throws HedgeError `bad-usage` for a target that the model does
 * not have. Building is linear in the vocabulary; an answer touches its words' blocks only. */
export function classifier(model: Model): (title: string, options?: ClassifyOptions) => Answer {
  const { tree } = model;
  const vectorise = vectoriser(model.vocabulary);
  const { predict, interval } = predictor(model);
  const atLeast = (min: number) => model.decision.thresholds.map((threshold) => Math.max(threshold, min));
  const why = (row: TitleRow, { node, ...decision }: Decision, nodes: Float64Array) => {
    const explained = node === 0 && decision.kind === "fallback" ? decision.missed : node;
    return explain(model, row, row.words, explained, nodes);
  };

  return (title, { top = usualTop, target, min = 0, explain: asksWhy = false } = {}) => {
    if (target !== undefined)
      throw new HedgeError("bad-usage", "This model has no calibrated targets; leave out target.");
    const row = vectorise(title);
    const predictive = predict(row);
    const { nodes } = predictive;
    const place = (node: number): Placement => ({
      path: pathOf(tree.taxonomy, node),
      probability: nodes[node] ?? 0,
      interval: interval(node),
    });
    const decision = decide(tree, nodes, atLeast(min), row.knownWords.length);
    const ranked = [...tree.leaves].sort((a, b) => (nodes[b] ?? 0) - (nodes[a] ?? 0) || a - b);
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
      candidates: ranked.slice(0, top).map(place),
      uncertainty: {
        total: predictive.total,
        aleatoric: predictive.aleatoric,
        epistemic: predictive.epistemic,
        knownWords: row.knownWords.length,
        unknownWords: row.unknownWords.length,
      },
      ...(asksWhy ? { explanation: why(row, decision, nodes) } : {}),
      model: model.hash,
    };
  };
}
