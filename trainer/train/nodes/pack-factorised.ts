import type { FactorisedPosterior, PackingLoss } from "../../../shared/artifact/model.ts";
import type { SparseRow } from "../../../shared/text/vocabulary.ts";
import type { HeaderContent } from "../../artifact/pack-header.ts";
import { fixedBytes, packModelFile } from "../../artifact/pack-model-file.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { nodeFolder } from "../../chains/run-folder.ts";
import { augmentTitles, type LabelledTitles } from "../../posterior/augment-titles.ts";
import { bitChoices } from "../../posterior/choose-posterior.ts";
import type { Predictives } from "../../posterior/full-predictive.ts";
import { type MomentBits, momentsCandidate } from "../../posterior/moments-candidate.ts";
import type { SpreadFactors } from "../../posterior/spread-factors.ts";
import { summariseDraws } from "../../posterior/summarise-draws.ts";
import type { MadeDraws } from "../folds/kept-draws.ts";
import { modelTooLarge } from "../model-size.ts";
import type { DrawChanges } from "../predictive-draws.ts";
import { openNodeDraws, predictiveNodeDraws } from "./node-draws.ts";
import { type NodeLoss, nodeLoss, sumLosses } from "./node-loss.ts";
import { type NodeProblem, type NodeSet, nodeProblem } from "./node-problems.ts";
import {
  blockBytesOf,
  joinNodes,
  type NodeMoments,
  nodeMoments,
  packNode,
  withSiblingSpread,
} from "./pack-nodes.ts";
import { pickFeatures } from "./pick-features.ts";

/** What a factorised model file is made of. */
export type FactorisedParts = {
  readonly set: NodeSet;
  /** Folder of the nodes' chains. */
  readonly folder: string;
  readonly made: MadeDraws;
  readonly changes: DrawChanges;
  readonly content: HeaderContent;
  /** Titles of the whole regression, its first rows. */
  readonly seen: LabelledTitles;
  readonly vectorise: (title: string) => SparseRow;
  readonly unknownShare: number;
  readonly maxBytes: number;
};

/** A factorised model file, and the form that models of folds get. */
export type PackedFactorised = {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly posterior: FactorisedPosterior;
  readonly spreadFactors: SpreadFactors;
  readonly bits: MomentBits;
  readonly loss: PackingLoss;
};

/** Most titles that the factors of the spread are fitted to, and that the loss is measured on. */
const factorTitles = 300;
const lossTitles = 500;

/**
 * Packs the posteriors of all nodes into a model file of at most `maxBytes`, as moments with as
 * many bits as fit. The factors of the spread are fitted to the node with the most rows.
 *
 * @throws HedgeError `bad-usage` when not even the fewest bits fit, saying the bytes needed
 */
export async function packFactorised(parts: FactorisedParts): Promise<PackedFactorised> {
  const { set, content, unknownShare, maxBytes } = parts;
  const { nodes, regression } = set;
  const largest = nodes.toSorted((a, b) => b.rows.length - a.rows.length)[0];
  const moments = new Map<number, NodeMoments>();
  const chosenRows = lossRows(parts.seen.titles.length);
  const fulls = new Map<number, { readonly rows: Int32Array; readonly full: Predictives }>();
  let factors: SpreadFactors = { terms: 1, vectors: 1 };
  for (const rows of nodes) {
    const problem = nodeProblem(set, rows);
    const open = openNodeDraws(nodeFolder(parts.folder, rows.node), problem, parts.made);
    try {
      const draws = predictiveNodeDraws(open, problem, regression.problem.tree, parts.changes);
      const local = Int32Array.from(rows.rows.keys()).filter((k) => chosenRows.has(rows.rows[k] ?? -1));
      const found = nodeMoments(draws, problem, set.dimensions, local);
      moments.set(rows.node, found.moments);
      fulls.set(rows.node, { rows: local, full: found.full });
      if (rows.node === largest?.node) factors = fitFactors(parts, problem, draws, found.moments);
    } finally {
      open.close();
    }
  }
  const all = [...moments.values()];
  const fixed = fixedBytes(content, joinNodes([], set, unknownShare)) + 4 * all.length;
  const bits = bitChoices.find((one) => fixed + blockBytesOf(all, one) <= maxBytes);
  if (bits === undefined) {
    const least = Math.min(...bitChoices.map((one) => blockBytesOf(all, one)));
    throw modelTooLarge(fixed + least, maxBytes, content.vocabulary);
  }
  const losses: NodeLoss[] = [];
  const packed = nodes.flatMap((rows) => {
    const own = moments.get(rows.node);
    const measured = fulls.get(rows.node);
    if (own === undefined || measured === undefined) return [];
    const problem = nodeProblem(set, rows);
    const posterior = withSiblingSpread(packNode(own, bits, factors), problem);
    losses.push(nodeLoss(posterior, problem, measured.rows, measured.full));
    return [{ node: rows.node, features: own.features, posterior }];
  });
  const posterior = joinNodes(packed, set, unknownShare);
  const loss = sumLosses(losses, chosenRows.size);
  const file = await packModelFile(content, posterior, loss);
  return { ...file, posterior, spreadFactors: factors, bits, loss };
}

/** The titles that the loss is measured on, evenly spaced. */
function lossRows(titles: number): ReadonlySet<number> {
  const count = Math.min(lossTitles, titles);
  return new Set(Array.from({ length: count }, (_, k) => Math.floor((k * titles) / count)));
}

/** Fits the factors of the spread to titles that stand for unseen ones. */
function fitFactors(
  { seen, vectorise }: FactorisedParts,
  { rows, labels, tree, features }: NodeProblem,
  draws: PosteriorDraws,
  { moments, order, scales }: NodeMoments,
): SpreadFactors {
  const own = Array.from(rows.keys()).filter((k) => (rows[k] ?? 0) < seen.titles.length);
  const titles = own.map((k) => seen.titles[rows[k] ?? 0] ?? "");
  const augmented = augmentTitles({ titles, labels: own.map((k) => labels[k] ?? 0) }, factorTitles);
  const picked = augmented.map(vectorise).map(pickFeatures(features));
  const { predictives } = summariseDraws(draws, tree, [picked]);
  const full = predictives[0]?.all ?? new Float64Array(0);
  return momentsCandidate(moments, tree, order, scales, picked, full).spreadFactors;
}
