import { blockBytes } from "./blocks.ts";
import type { FactorisedPosterior, Model } from "./model.ts";
import { momentBlockBytes } from "./moment-blocks.ts";

/**
 * How a posterior is packed, for people. `draws` counts the draws that a predictive uses, whether
 * they are stored or regenerated.
 */
export type PosteriorForm = {
  readonly kind: Model["posterior"]["kind"];
  readonly draws: number;
  readonly meanBits: number;
  /** 0 where features share the shapes of their spreads. */
  readonly spreadBits: number;
  readonly bytesPerFeature: number;
  /** Nodes with a softmax of their own, in a factorised posterior. */
  readonly nodes?: number;
};

/** The form of a packed posterior. */
export function posteriorForm(posterior: Model["posterior"]): PosteriorForm {
  if (posterior.kind === "factorised") return factorisedForm(posterior);
  const { kind, draws, columns } = posterior;
  if (posterior.kind === "draws") {
    return { kind, draws, meanBits: 8, spreadBits: 8, bytesPerFeature: blockBytes(draws, columns) };
  }
  const { meanBits, spreadBits } = posterior;
  return { kind, draws, meanBits, spreadBits, bytesPerFeature: momentBlockBytes(posterior) };
}

/** All nodes are packed alike. */
function factorisedForm({ kind, draws, parts, blocks, features }: FactorisedPosterior): PosteriorForm {
  const [first] = parts;
  const [meanBits, spreadBits] = [first?.[4] ?? 0, first?.[5] ?? 0];
  const bytesPerFeature = Math.round(blocks.length / features);
  return { kind, draws, meanBits, spreadBits, bytesPerFeature, nodes: parts.length };
}
