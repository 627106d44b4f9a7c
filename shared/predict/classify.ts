import type { Model } from "../artifact/model.ts";
import { vectoriser } from "../text/vocabulary.ts";
import { pathOf } from "../tree/taxonomy.ts";
import type { Answer, Placement } from "./answer.ts";
import { type ClassifyOptions, usualTop } from "./classify-options.ts";
import { decide } from "./decision.ts";
import { predictor } from "./predictive.ts";

/** Answers titles with one model. Building is linear in the vocabulary; an answer touches its words' blocks only. */
export function classifier(model: Model): (title: string, options?: ClassifyOptions) => Answer {
  const { tree } = model;
  const vectorise = vectoriser(model.vocabulary);
  const { predict, interval } = predictor(model);
  const atLeast = (min: number) => model.decision.thresholds.map((threshold) => Math.max(threshold, min));

  return (title, { top = usualTop, min = 0 } = {}) => {
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
      model: model.hash,
    };
  };
}
