import type { WordVectors } from "../../../shared/text/word-vectors.ts";
import { countLeftOut, type LeftOut, narrowVocabulary, withoutRareTerms } from "../../features/rare-terms.ts";
import type { Preset } from "../../model/preset.ts";
import { presetRegression, type Regression, type TrainingTitles } from "../../model/regression.ts";
import { leastModelBytes, modelTooLarge } from "../model-size.ts";
import { leastNodesBytes, type SizedNodes, sizeNodes } from "../nodes/node-size.ts";
import { chooseLevel } from "./choose-level.ts";

/** A regression whose model fits into a file. */
export type FittedRegression = SizedNodes & {
  /** Which terms were left out so that it fits; null where all of the preset's have room. */
  readonly rare: RareTerms | null;
};

/** Terms that were left out. */
export type RareTerms = {
  /** See `withoutRareTerms`. */
  readonly level: number;
  readonly leftOut: readonly LeftOut[];
};

type Room = {
  readonly isFactorised: boolean;
  readonly maxBytes: number;
  /** Level of a run that goes on, 0 where nothing was left out; chosen if absent. */
  readonly level: number | undefined;
};

/**
 * Builds the regression of a preset as `presetRegression` does. Where the model would be larger
 * than `maxBytes` in any form, its rarest terms are left out, as few as will do.
 *
 * @throws HedgeError `bad-usage` where that is not enough, saying the bytes needed
 */
export function fitRegression(
  preset: Preset,
  training: TrainingTitles,
  vectors: readonly WordVectors[],
  { isFactorised, maxBytes, level: known }: Room,
): FittedRegression {
  const sized = (regression: Regression): SizedNodes =>
    isFactorised ? sizeNodes(regression) : { regression, nodes: null, nodeSizes: [] };
  const whole = sized(presetRegression(preset, training, vectors));
  const least = leastBytes(whole);
  const level = known ?? (least > maxBytes ? chooseLevel(whole.regression, whole.nodes, least, maxBytes) : 0);
  if (level === 0) return { ...checkFits(whole, maxBytes), rare: null };
  const features = withoutRareTerms(preset.features, level);
  const { vocabulary } = whole.regression;
  const narrow = narrowVocabulary(vocabulary, features);
  const fitted = sized(presetRegression({ ...preset, features }, training, vectors, narrow));
  return { ...checkFits(fitted, maxBytes), rare: { level, leftOut: countLeftOut(vocabulary, narrow) } };
}

function leastBytes({ regression, nodes, nodeSizes: sizes }: SizedNodes): number {
  const { vocabulary, problem } = regression;
  return nodes ? leastNodesBytes(regression, sizes) : leastModelBytes(problem.tree, vocabulary);
}

/**
 * Gives a regression back if its model fits.
 *
 * @throws HedgeError `bad-usage` otherwise, saying the bytes needed
 */
export function checkFits(sized: SizedNodes, maxBytes: number): SizedNodes {
  const least = leastBytes(sized);
  if (least > maxBytes) throw modelTooLarge(least, maxBytes, sized.regression.vocabulary);
  return sized;
}
