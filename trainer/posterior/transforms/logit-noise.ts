import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { nextNormal, seedStream } from "../../nuts/random.ts";

/**
 * Draws of a model with latent noise on the logits, as the predictive of a new title needs them. A
 * new title has noise of its own, one standard normal value for each leaf. It is added to the
 * leaves' intercepts, since the intercept is 1 in every title; each draw has its own.
 */
export function withLogitNoise(draws: PosteriorDraws, tree: TreeIndex, seed: number): PosteriorDraws {
  const leaves = tree.leaves.length;
  return {
    ...draws,
    read: (draw, coefficients, scales) => {
      draws.read(draw, coefficients, scales);
      const random = seedStream(seed, draw);
      for (let c = 0; c < leaves; c++) coefficients[c] = (coefficients[c] ?? 0) + nextNormal(random);
    },
  };
}
