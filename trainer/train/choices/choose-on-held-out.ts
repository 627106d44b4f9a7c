import type { MostLeaves } from "../../../shared/tree/node-tree.ts";
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
  mostCompared,
  withScales,
} from "../held-out/held-out-split.ts";
import type { RunChoices } from "../identity/kept-choices.ts";
import { chooseNodeLeaves } from "../nodes/held-out/choose-leaves.ts";
import { chooseNodeScales } from "../nodes/held-out/choose-scales.ts";
import { heldOutNodeLosses } from "../nodes/held-out/held-out-node-loss.ts";
import type { TrainOptions } from "../options.ts";
import type { FittedRegression } from "../terms/fit-regression.ts";
import { hasRoomForLeaves } from "../terms/room-for-leaves.ts";

/** Most titles that the leaves of nodes are chosen on. */
const mostComparedForLeaves = 50_000;

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

/** The held-out losses of a form, whose nodes have the usual leaves if none are given. */
export function lossesOf(isFactorised: boolean, nodeLeaves?: MostLeaves): HeldOutLosses {
  return isFactorised ? heldOutNodeLosses(nodeLeaves) : heldOutLosses;
}

/**
 * Chooses the scale, or scales and leaves of nodes, and the share of naive Bayes, by titles that
 * are held out of training for it. A run that goes on keeps its own.
 *
 * @returns what was chosen, and the preset with the scales of it
 */
export function chooseOnHeldOut(
  usual: Preset,
  data: ChoiceData,
  progress: Progress,
): { readonly preset: Preset; readonly choices: HeldOutChoices } {
  const { options, kept } = data;
  const { seed } = options;
  const { nodes } = data.fitted;
  const isFactorised = nodes !== null;
  const [scale, keptScale] = isFactorised
    ? [usual.nodeScale, kept?.nodeScales]
    : [usual.leafScale, kept?.leafScale];
  const choosesScale = scale !== undefined && keptScale === undefined;
  const choosesShare = kept?.naiveBayes === undefined && usual.naiveBayes.length > 1;
  const trial = choosesScale || choosesShare ? trialOf(usual, data, mostCompared) : null;
  const isCalibrated = Boolean(options.calibration) || options.calibratedLater === true;
  const scales = isFactorised
    ? { nodeScales: kept?.nodeScales ?? chooseNodeScales(usual, trial, seed, progress) }
    : { leafScale: kept?.leafScale ?? chooseLeafScale(usual, trial, isCalibrated, seed, progress) };
  const preset = withChosenScales(usual, scales);
  const scaled = trial && withScales(trial, preset);
  const nodeLeaves = nodes ? chooseLeaves(nodes.mostLeaves, preset, scaled, data, progress) : undefined;
  const choice = {
    ...{ shares: preset.naiveBayes, trial: scaled, seed, isCalibrated },
    lossesOf: lossesOf(isFactorised, nodeLeaves),
  };
  const naiveBayes = kept?.naiveBayes ?? chooseNaiveBayes(choice, progress);
  const isUsual = nodeLeaves?.every((most, depth) => most === nodes?.mostLeaves[depth]) ?? true;
  return { preset, choices: { ...scales, ...(!isUsual && { nodeLeaves }), naiveBayes } };
}

/** The regression of most of the titles, with the others, held out; null where they are too few. */
function trialOf(preset: Preset, data: ChoiceData, most: number): HeldOutRegression | null {
  const { options, training, vectors, fitted } = data;
  const features = fitted.rare
    ? withoutRareTerms(preset.features, Math.ceil(fitted.rare.level * comparedShare(training, most)))
    : preset.features;
  return heldOutRegression({ ...preset, features }, training, vectors, options.seed, most);
}

/**
 * Leaves of the nodes. More titles let nodes know more classes, so they are chosen on more titles
 * than the rest. A run that goes on and says nothing of them has the usual ones.
 *
 * @param trial what scales were chosen on
 */
function chooseLeaves(
  usual: MostLeaves,
  preset: Preset,
  trial: HeldOutRegression | null,
  data: ChoiceData,
  progress: Progress,
): MostLeaves {
  const { options, training, kept, fitted } = data;
  if (kept !== undefined || trial === null) return kept?.nodeLeaves ?? usual;
  if (!usual.includes(0)) return usual;
  const isWhole = training.titles.length <= mostCompared;
  const larger = () => (isWhole ? trial : (trialOf(preset, data, mostComparedForLeaves) ?? trial));
  const hasRoom = hasRoomForLeaves(fitted, options);
  return chooseNodeLeaves({ usual, tree: training.tree, hasRoom }, larger, options.seed, progress);
}

function withChosenScales(preset: Preset, { leafScale, nodeScales }: RunChoices): Preset {
  if (nodeScales !== undefined) return nodePreset(preset, nodeScales);
  return leafScale === undefined ? preset : withLeafScale(preset, leafScale);
}
