import type {
  DecisionRule,
  PackedPosterior,
  PackingLoss,
  TrainingSummary,
} from "../../shared/artifact/model.ts";
import { momentBlockBytes } from "../../shared/artifact/moment-blocks.ts";
import { HedgeError } from "../../shared/errors.ts";
import { type Vocabulary, vectoriser } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { packed, packFile } from "../artifact/pack-file.ts";
import { type HeaderContent, headerMap } from "../artifact/pack-header.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { chooseDraws, spread } from "../posterior/choose-draws.ts";
import { choosePosterior, leastBytes, smallest } from "../posterior/choose-posterior.ts";
import { momentsCandidate, regeneratedDrawCount } from "../posterior/moments-candidate.ts";
import { packedPredictive, packingLoss } from "../posterior/packing-loss.ts";
import { type LabelledTitles, recombinedTitles } from "../posterior/recombined-titles.ts";
import { siblingSpread } from "../posterior/sibling-spread.ts";
import { summariseDraws } from "../posterior/summarise-draws.ts";

export type ModelParts = {
  readonly draws: PosteriorDraws;
  readonly tree: TreeIndex;
  readonly vocabulary: Vocabulary;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
  /** What the sampler has seen: the form of the posterior is chosen by titles recombined from these. */
  readonly seen: LabelledTitles;
  /** What it has not: the loss is measured on these or, if there are too few, on the training titles. */
  readonly heldOut: readonly string[];
  /** Share of the prior's variance that unknown words have, in [0, 1]. */
  readonly unknownShare: number;
  /** Most bytes that the file may have. */
  readonly maxBytes: number;
};

export type PackedModel = {
  /** The model file. */
  readonly bytes: Uint8Array;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string;
  readonly posterior: PackedPosterior;
  readonly loss: PackingLoss;
};

/** Titles that the form of the posterior is chosen by, and that the loss is measured on. */
const choiceTitles = 600;
const lossTitles = 2_000;
/** Titles that say how far siblings stray. */
const spreadTitles = 300;
/** Multiplications that predictives of all draws may take: a few seconds. */
const budget = 6e9;
/** What the outer map, the loss and lengths take beside the rest of the header and the posterior, and a little more. */
const slack = 512;

/**
 * Packs a posterior into a model file of at most `maxBytes`: as moments, each mean with as many bits as fit, or as explicit draws where those
 * come nearer to the predictive of all draws. The same parts give the same bytes. Memory is the file and a few arrays of features x columns; draws
 * are read one at a time.
 *
 * @throws HedgeError `bad-usage` when not even the smallest form fits, saying the bytes needed
 */
export async function packModel(parts: ModelParts): Promise<PackedModel> {
  const { draws, tree, vocabulary } = parts;
  const features = 1 + vocabulary.terms.length;
  if (
    draws.features !== features ||
    draws.columns !== tree.nodeCount - 1 ||
    draws.groups !== tree.groups.length
  ) {
    throw new Error(
      `draws of ${draws.features} x ${draws.columns}, ${draws.groups} scales do not fit the tree and vocabulary`,
    );
  }
  const content: HeaderContent = { ...parts, taxonomy: tree.taxonomy };
  checkModelFits(tree, vocabulary, parts.maxBytes);

  const vectorise = vectoriser(vocabulary);
  const rowsOf = (titles: readonly string[]) => titles.map(vectorise);
  const affordable = Math.floor(budget / (draws.count * tree.leaves.length * 25));
  const source = parts.heldOut.length > 0 ? "held-out" : "training";
  const measured = source === "held-out" ? parts.heldOut : parts.seen.titles;
  const choiceRows = rowsOf(recombinedTitles(parts.seen, Math.min(choiceTitles, affordable)));
  const lossRows = rowsOf(spread(measured, Math.max(1, Math.min(lossTitles, affordable))));

  const summary = summariseDraws(draws, tree, [choiceRows, lossRows]);
  const [choice, full] = summary.predictives;
  if (choice === undefined || full === undefined) throw new RangeError("no predictives");
  const scales = pickedScales(
    summary.scales,
    chooseDraws(draws.count, regeneratedDrawCount, true),
    draws.groups,
  );
  const candidate = momentsCandidate(
    summary,
    tree,
    featuresByFrequency(vocabulary),
    scales,
    choiceRows,
    choice.all,
  );
  // A candidate without blocks has all that a file holds beside the posterior.
  const small = candidate.packed(smallest);
  const bare = {
    ...small,
    scales: new Float32Array(0),
    shapes: new Uint8Array(0),
    blocks: new Uint8Array(0),
  };
  const fixed = packed(headerMap(content, bare, null)).length + slack;
  const chosen = choosePosterior(draws, tree, candidate, parts.maxBytes - fixed, choiceRows, choice);
  if (chosen === undefined) throw tooLarge(fixed + leastBytes(candidate), parts.maxBytes);
  // Without unknown words, which are the prior's and no part of the draws.
  const q = packedPredictive(chosen, tree, lossRows);
  const loss = packingLoss(full, q, tree.leaves.length, source);
  const family = chooseDraws(parts.seen.titles.length, spreadTitles);
  const spreadRows = rowsOf(family.map((index) => parts.seen.titles[index] ?? ""));
  const spreadLeaves = family.map((index) => parts.seen.labels[index] ?? 0);
  const posterior = {
    ...chosen,
    unknownShare: parts.unknownShare,
    siblingSpread: siblingSpread(chosen, tree, spreadRows, spreadLeaves),
  };
  const header = packed(headerMap(content, posterior, loss));
  return { ...(await packFile(header, posterior.blocks)), posterior, loss };
}

function featuresByFrequency({ documentFrequency }: Vocabulary): number[] {
  const order = documentFrequency.map((_, index) => 1 + index);
  order.sort((a, b) => (documentFrequency[b - 1] ?? 0) - (documentFrequency[a - 1] ?? 0) || a - b);
  return [0, ...order];
}

function pickedScales(scales: Float32Array, chosen: readonly number[], groups: number): Float32Array {
  return Float32Array.from(
    { length: chosen.length * groups },
    (_, k) => scales[(chosen[Math.floor(k / groups)] ?? 0) * groups + (k % groups)] ?? 0,
  );
}

/**
 * Finds out before the sampling, not after, that nothing will fit.
 *
 * @throws HedgeError `bad-usage`, saying the bytes needed
 */
export function checkModelFits(tree: TreeIndex, vocabulary: Vocabulary, maxBytes: number): void {
  const words = vocabulary.terms.reduce((sum, term) => sum + Buffer.byteLength(term) + 16, 0);
  const blocks =
    (1 + vocabulary.terms.length) * momentBlockBytes({ columns: tree.nodeCount - 1, shocks: 0, ...smallest });
  if (words + blocks > maxBytes) throw tooLarge(words + blocks, maxBytes);
}

function tooLarge(least: number, maxBytes: number): HedgeError {
  return new HedgeError(
    "bad-usage",
    `This model takes at least ${least} bytes and --max-bytes is ${maxBytes}; raise it to at least ${least} or drop rare words.`,
  );
}
