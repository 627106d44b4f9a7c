import { blockBytes } from "../../shared/artifact/blocks.ts";
import type { PackedDraws, PackedPosterior } from "../../shared/artifact/model.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { coefficientMoments } from "./coefficient-moments.ts";
import { evenlySpacedIndices } from "./evenly-spaced.ts";
import type { Predictives } from "./full-predictive.ts";
import type { MomentBits, MomentsCandidate } from "./moments-candidate.ts";
import { klDivergences, mean, packedPredictive, samplingNoise } from "./packing-loss.ts";
import { quantiseDraws } from "./quantise-draws.ts";

/**
 * Bits that moments may take, from the best to the smallest: the Pareto front of loss against bytes
 * in `docs/compression.md`.
 */
export const bitChoices: readonly MomentBits[] = [
  { meanBits: 8, spreadBits: 8 },
  { meanBits: 7, spreadBits: 6 },
  { meanBits: 6, spreadBits: 5 },
  { meanBits: 6, spreadBits: 4 },
  { meanBits: 6, spreadBits: 0 },
  { meanBits: 5, spreadBits: 0 },
  { meanBits: 4, spreadBits: 0 },
  { meanBits: 3, spreadBits: 0 },
  { meanBits: 2, spreadBits: 0 },
];
/** The fewest bits that moments may take. */
export const fewestBits: MomentBits = { meanBits: 2, spreadBits: 0 };
/** With fewer bits means are rounded by more than rare terms, or more classes in a node, bring. */
export const fairBits: MomentBits = { meanBits: 4, spreadBits: 0 };
/** Fewer explicit draws than these are no posterior. */
const fewestDraws = 8;

/**
 * The form of a posterior that fits `bytes` and comes nearest to the exact predictive: moments with
 * as many bits as fit, or as many explicit draws as fit.
 *
 * All draws together are themselves `noise` nats from the exact predictive. Explicit draws, being
 * some of these, share that noise: their distance from all draws understates the one from the exact
 * predictive by `noise`. Moments do not share it: for them the same distance overstates it by
 * `noise`.
 *
 * @param bytes what blocks, shapes and scales may take together
 * @param rows titles that stand for unseen ones; without any, moments are taken
 * @param full predictive of all draws for `rows`
 * @returns undefined when nothing fits
 */
export function choosePosterior(
  draws: PosteriorDraws,
  tree: TreeIndex,
  candidate: MomentsCandidate,
  bytes: number,
  rows: readonly SparseRow[],
  full: Predictives,
): PackedPosterior | undefined {
  const moments = bestMoments(draws, candidate, bytes);
  const explicit = rows.length > 0 ? explicitDraws(draws, bytes) : undefined;
  if (moments === undefined || explicit === undefined) return moments ?? explicit;
  const leaves = tree.leaves.length;
  const noise = samplingNoise(full, leaves);
  const distance = (posterior: PackedPosterior) =>
    mean(klDivergences(full.all, packedPredictive(posterior, tree, rows), leaves));
  return distance(moments) - noise <= distance(explicit) + noise ? moments : explicit;
}

/** Bytes of a posterior without names and lengths. */
function posteriorBytes(posterior: PackedPosterior): number {
  const shapes = posterior.kind === "moments" ? posterior.shapes.length : 0;
  return posterior.blocks.length + posterior.scales.byteLength + shapes;
}

function bestMoments(
  draws: PosteriorDraws,
  candidate: MomentsCandidate,
  bytes: number,
): PackedPosterior | undefined {
  for (const bits of bitChoices) {
    if ((draws.features * draws.columns * (bits.meanBits + bits.spreadBits)) / 8 > bytes) continue;
    const posterior = candidate.packed(bits);
    if (posteriorBytes(posterior) <= bytes) return posterior;
  }
  return undefined;
}

/** Bytes of the smallest form of moments. */
export function smallestPosteriorBytes(candidate: MomentsCandidate): number {
  return Math.min(...bitChoices.map((bits) => posteriorBytes(candidate.packed(bits))));
}

/** As many explicit draws as fit, evenly spaced over the chains; undefined if they are too few. */
export function explicitDraws(draws: PosteriorDraws, bytes: number): PackedDraws | undefined {
  const count = mostDraws(draws, bytes);
  if (count < Math.min(fewestDraws, draws.count)) return undefined;
  const chosen = evenlySpacedIndices(draws.count, count);
  const moments = coefficientMoments(draws, chosen);
  return {
    kind: "draws",
    draws: chosen.length,
    features: draws.features,
    columns: draws.columns,
    scales: moments.scales,
    unknownShare: 0,
    siblingSpread: 1,
    blocks: quantiseDraws(draws, chosen, moments),
  };
}

/** The largest number of draws that fit `bytes`, by bisection. */
function mostDraws({ count, features, columns, groups }: PosteriorDraws, bytes: number): number {
  const bytesFor = (draws: number) => blockBytes(draws, columns) * features + 4 * draws * groups;
  let [fits, tooMany] = [0, count + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (bytesFor(middle) <= bytes) fits = middle;
    else tooMany = middle;
  }
  return fits;
}
