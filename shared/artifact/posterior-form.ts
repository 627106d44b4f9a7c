import { blockBytes } from "./blocks.ts";
import type { PackedPosterior } from "./model.ts";
import { momentBlockBytes } from "./moment-blocks.ts";

/**
 * How a posterior is packed, for people. `draws` counts the draws that a predictive uses, whether
 * they are stored or regenerated.
 */
export type PosteriorForm = {
  readonly kind: PackedPosterior["kind"];
  readonly draws: number;
  readonly meanBits: number;
  /** 0 where features share the shapes of their spreads. */
  readonly spreadBits: number;
  readonly bytesPerFeature: number;
};

/** The form of a packed posterior. */
export function posteriorForm(posterior: PackedPosterior): PosteriorForm {
  const { kind, draws, columns } = posterior;
  if (posterior.kind === "draws") {
    return { kind, draws, meanBits: 8, spreadBits: 8, bytesPerFeature: blockBytes(draws, columns) };
  }
  const { meanBits, spreadBits } = posterior;
  return { kind, draws, meanBits, spreadBits, bytesPerFeature: momentBlockBytes(posterior) };
}
