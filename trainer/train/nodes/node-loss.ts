import type { PackedMoments, PackingLoss } from "../../../shared/artifact/model.ts";
import type { Predictives } from "../../posterior/full-predictive.ts";
import { klDivergences, largestIn, mean, packedPredictive } from "../../posterior/packing-loss.ts";
import type { NodeProblem } from "./node-problems.ts";
import { designRow } from "./pack-nodes.ts";
import { sumIntoChildren } from "./sum-into-children.ts";

/** What packing a node costs, for each of some titles. */
export type NodeLoss = {
  /** Rows of the whole regression. */
  readonly rows: readonly number[];
  readonly kl: Float64Array;
  readonly noise: Float64Array;
  /** Whether the most probable child is the same, and whether halves of the draws agree on it. */
  readonly agrees: readonly boolean[];
  readonly halvesAgree: readonly boolean[];
};

/**
 * What a packed node loses of the shares of its children against the predictive of its draws.
 *
 * @param local rows of the node
 * @param full predictive of the draws for these
 */
export function nodeLoss(
  posterior: PackedMoments,
  { problem: { design }, rows, tree }: NodeProblem,
  local: Int32Array,
  predictives: Predictives,
): NodeLoss {
  const children = tree.children[0]?.length ?? 0;
  const list = Array.from(local, (row) => designRow(design, row));
  const packed = sumIntoChildren(tree, packedPredictive(posterior, tree, list));
  const all = sumIntoChildren(tree, predictives.all);
  const first = sumIntoChildren(tree, predictives.halves[0]);
  const second = sumIntoChildren(tree, predictives.halves[1]);
  const ofFirst = klDivergences(first, all, children);
  const ofSecond = klDivergences(second, all, children);
  const same = (p: Float64Array, q: Float64Array) =>
    Array.from(local, (_, i) => largestIn(p, i, children) === largestIn(q, i, children));
  return {
    rows: Array.from(local, (row) => rows[row] ?? 0),
    kl: klDivergences(all, packed, children),
    noise: ofFirst.map((one, i) => (one + (ofSecond[i] ?? 0)) / 2),
    agrees: same(all, packed),
    halvesAgree: same(first, second),
  };
}

/**
 * The loss of a factorised model. By the chain rule the divergence of a path is the sum of those of
 * its nodes, each weighed by its probability; here those on the way to the title's own class count
 * in full. The first class is the same where it is at each of them.
 */
export function sumLosses(losses: readonly NodeLoss[], titles: number): PackingLoss {
  const byRow = new Map<number, { kl: number; noise: number; agrees: boolean; halvesAgree: boolean }>();
  for (const { rows, kl, noise, agrees, halvesAgree } of losses) {
    rows.forEach((row, i) => {
      const sum = byRow.get(row) ?? { kl: 0, noise: 0, agrees: true, halvesAgree: true };
      byRow.set(row, {
        kl: sum.kl + (kl[i] ?? 0),
        noise: sum.noise + (noise[i] ?? 0),
        agrees: sum.agrees && (agrees[i] ?? true),
        halvesAgree: sum.halvesAgree && (halvesAgree[i] ?? true),
      });
    });
  }
  const all = [...byRow.values()];
  const sorted = Float64Array.from(all, ({ kl }) => kl).sort();
  const share = (is: (one: (typeof all)[number]) => boolean) =>
    all.filter(is).length / Math.max(1, all.length);
  return {
    titles: Math.max(1, titles),
    source: "training",
    kl: mean(sorted),
    klP99: sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0,
    agreement: share(({ agrees }) => agrees),
    noise: mean(Float64Array.from(all, ({ noise }) => noise)),
    halvesAgreement: share(({ halvesAgree }) => halvesAgree),
  };
}
