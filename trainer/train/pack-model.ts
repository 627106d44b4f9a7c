import type {
  DecisionRule,
  PackedPosterior,
  PackingLoss,
  TrainingSummary,
} from "../../shared/artifact/model.ts";
import { countFeatures, type SparseRow, type Vocabulary, vectoriser } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { HeaderContent } from "../artifact/pack-header.ts";
import { fixedBytes, packModelFile } from "../artifact/pack-model-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { orderFeatures } from "../features/order-features.ts";
import type { LabelledTitles } from "../posterior/augment-titles.ts";
import { choosePosterior, fewestBits, smallestPosteriorBytes } from "../posterior/choose-posterior.ts";
import type { Predictives } from "../posterior/full-predictive.ts";
import { type MomentsCandidate, momentsCandidate, pickScales } from "../posterior/moments-candidate.ts";
import { packedPredictive, packingLoss } from "../posterior/packing-loss.ts";
import { measureSiblingSpread } from "../posterior/sibling-spread.ts";
import type { SpreadFactors } from "../posterior/spread-factors.ts";
import { type DrawSummary, summariseDraws } from "../posterior/summarise-draws.ts";
import { leastModelBytes, modelTooLarge } from "./model-size.ts";
import { sampleTitles } from "./sample-titles.ts";

/** What a model file is made of. */
export type ModelParts = {
  readonly draws: PosteriorDraws;
  readonly tree: TreeIndex;
  readonly vocabulary: Vocabulary;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
  /** Titles that the chains saw; the form of the posterior is chosen by augmenting these. */
  readonly seen: LabelledTitles;
  /** Titles that they did not see: the loss is measured on these or, without any, on `seen`. */
  readonly heldOut: readonly string[];
  /** Share of the prior's variance that unknown words have, in [0, 1]. */
  readonly unknownShare: number;
  /** Most bytes that the file may have. */
  readonly maxBytes: number;
};

/** A model file, its posterior and what packing cost. */
export type PackedModel = {
  /** The model file. */
  readonly bytes: Uint8Array;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string;
  readonly posterior: PackedPosterior;
  readonly spreadFactors: SpreadFactors;
  readonly loss: PackingLoss;
};

/**
 * Packs a posterior into a model file of at most `maxBytes`. The posterior is kept as moments, each
 * mean with as many bits as fit, or as explicit draws where those come nearer to the predictive of
 * all draws. The same parts give the same bytes. Memory is the file and a few arrays of features x
 * columns, since draws are read one at a time.
 *
 * @throws HedgeError `bad-usage` when not even the smallest form fits, saying the bytes needed
 */
export async function packModel(parts: ModelParts): Promise<PackedModel> {
  const { draws, tree, vocabulary, maxBytes } = parts;
  checkDrawsFit(draws, tree, vocabulary);
  const least = leastModelBytes(tree, vocabulary);
  if (least > maxBytes) throw modelTooLarge(least, maxBytes, vocabulary);
  const leaves = tree.leaves.length;
  const content: HeaderContent = { ...parts, taxonomy: tree.taxonomy };
  const samples = sampleTitles(parts.seen, parts.heldOut, vocabulary, { draws: draws.count, leaves });

  const summary = summariseDraws(draws, tree, [samples.choice, samples.loss]);
  const [choicePredictives, lossPredictives] = summary.predictives;
  if (choicePredictives === undefined || lossPredictives === undefined)
    throw new RangeError("no predictives");

  const candidate = buildMoments(parts, summary, samples.choice, choicePredictives);
  const fixed = fixedBytes(content, withoutBlocks(candidate));
  const bytesLeft = maxBytes - fixed;
  const chosen = choosePosterior(draws, tree, candidate, bytesLeft, samples.choice, choicePredictives);
  if (chosen === undefined)
    throw modelTooLarge(fixed + smallestPosteriorBytes(candidate), maxBytes, vocabulary);

  // Without unknown words, which are the prior's and no part of the draws.
  const predictive = packedPredictive(chosen, tree, samples.loss);
  const loss = packingLoss(lossPredictives, predictive, leaves, samples.lossSource);
  const siblingSpread = measureSiblingSpread(chosen, tree, parts.seen, vectoriser(vocabulary));
  const posterior = { ...chosen, unknownShare: parts.unknownShare, siblingSpread };
  const { spreadFactors } = candidate;
  return { ...(await packModelFile(content, posterior, loss)), posterior, spreadFactors, loss };
}

function checkDrawsFit(draws: PosteriorDraws, tree: TreeIndex, vocabulary: Vocabulary): void {
  if (
    draws.features !== countFeatures(vocabulary) ||
    draws.columns !== tree.nodeCount - 1 ||
    draws.groups !== tree.groups.length
  ) {
    throw new Error(
      `draws of ${draws.features} x ${draws.columns}, ${draws.groups} scales do not fit the tree and vocabulary`,
    );
  }
}

function buildMoments(
  { draws, tree, vocabulary }: ModelParts,
  summary: DrawSummary,
  rows: readonly SparseRow[],
  { all }: Predictives,
): MomentsCandidate {
  const scales = pickScales(summary.scales, draws.count, draws.groups);
  return momentsCandidate(summary, tree, orderFeatures(vocabulary), scales, rows, all);
}

/** A candidate with nothing that grows with the features. */
function withoutBlocks(candidate: MomentsCandidate): PackedPosterior {
  return {
    ...candidate.packed(fewestBits),
    scales: new Float32Array(0),
    shapes: new Uint8Array(0),
    blocks: new Uint8Array(0),
  };
}
