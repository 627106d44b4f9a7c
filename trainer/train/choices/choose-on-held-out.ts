import { withoutRareTerms } from "../../features/rare-terms.ts";
import { nodePreset, type Preset, withLeafScale } from "../../model/preset.ts";
import type { TrainingTitles } from "../../model/regression.ts";
import type { Progress } from "../../progress/progress.ts";
import type { CatalogueVectors } from "../../words/catalogue-vectors.ts";
import { chooseLeafScale } from "../held-out/choose-leaf-scale.ts";
import { chooseNaiveBayes } from "../held-out/choose-naive-bayes.ts";
import { type HeldOutLosses, heldOutLosses } from "../held-out/held-out-loss.ts";
import {
  comparedShare,
  type HeldOutRegression,
  heldOutRegression,
  withScales,
} from "../held-out/held-out-split.ts";
import type { RunChoices } from "../identity/kept-choices.ts";
import { chooseNodeLeaves } from "../nodes/held-out/choose-leaves.ts";
import { chooseNodeScales } from "../nodes/held-out/choose-scales.ts";
import { heldOutNodeLosses } from "../nodes/held-out/held-out-node-loss.ts";
import type { TrainOptions } from "../options.ts";
import type { FittedRegression } from "../terms/fit-regression.ts";
import { hasRoomForLeaves } from "../terms/room-for-leaves.ts";

/** What is chosen by. */
export type ChoiceData = {
  readonly options: TrainOptions;
  readonly training: TrainingTitles;
  readonly vectors: CatalogueVectors;
  /** What a run that goes on has chosen. */
  readonly kept: RunChoices | undefined;
  /** The regression of all titles, with what is usual. */
  readonly fitted: FittedRegression;
};

/** What a run has chosen, its share of naive Bayes in any case. */
export type HeldOutChoices = RunChoices & { readonly naiveBayes: number };

/** The held-out losses of a form. */
export function lossesOf(isFactorised: boolean): HeldOutLosses {
  return isFactorised ? heldOutNodeLosses() : heldOutLosses;
}

/**
 * Chooses the scale, or scales and leaves of nodes, and the share of naive Bayes, by titles that
 * are held out of training for it. A run that goes on keeps its own.
 *
 * @returns what was chosen, and the preset with the scales of it
 */
export function chooseOnHeldOut(
  usual: Preset,
  { options, training, vectors, kept, fitted }: ChoiceData,
  progress: Progress,
): { readonly preset: Preset; readonly choices: HeldOutChoices } {
  const { seed } = options;
  const { nodes, rare } = fitted;
  const isFactorised = nodes !== null;
  const [scale, keptScale] = isFactorised
    ? [usual.nodeScale, kept?.nodeScales]
    : [usual.leafScale, kept?.leafScale];
  const choosesScale = scale !== undefined && keptScale === undefined;
  const choosesShare = kept?.naiveBayes === undefined && usual.naiveBayes.length > 1;
  const isNeeded = choosesScale || choosesShare;
  const features = rare
    ? withoutRareTerms(usual.features, Math.ceil(rare.level * comparedShare(training)))
    : usual.features;
  const trial = isNeeded ? heldOutRegression({ ...usual, features }, training, vectors, seed) : null;
  const isCalibrated = Boolean(options.calibration) || options.calibratedLater === true;
  const scales = isFactorised
    ? { nodeScales: kept?.nodeScales ?? chooseNodeScales(usual, trial, seed, progress) }
    : { leafScale: kept?.leafScale ?? chooseLeafScale(usual, trial, isCalibrated, seed, progress) };
  const preset = withChosenScales(usual, scales);
  const scaled = trial && withScales(trial, preset);
  const nodeLeaves = nodes ? leavesOf(nodes.mostLeaves, scaled) : undefined;
  const choice = {
    ...{ shares: preset.naiveBayes, trial: scaled, seed, isCalibrated },
    lossesOf: isFactorised ? heldOutNodeLosses(nodeLeaves) : heldOutLosses,
  };
  const naiveBayes = kept?.naiveBayes ?? chooseNaiveBayes(choice, progress);
  return { preset, choices: { ...scales, ...(nodeLeaves && { nodeLeaves }), naiveBayes } };

  function leavesOf(mostLeaves: readonly number[], chosenBy: HeldOutRegression | null): readonly number[] {
    // A run that goes on and says nothing of them has the usual ones.
    if (kept !== undefined || chosenBy === null) return kept?.nodeLeaves ?? mostLeaves;
    const hasRoom = hasRoomForLeaves(fitted.regression, options.maxBytes);
    return chooseNodeLeaves(mostLeaves, chosenBy, comparedShare(training), hasRoom, seed, progress);
  }
}

function withChosenScales(preset: Preset, { leafScale, nodeScales }: RunChoices): Preset {
  if (nodeScales !== undefined) return nodePreset(preset, nodeScales);
  return leafScale === undefined ? preset : withLeafScale(preset, leafScale);
}
