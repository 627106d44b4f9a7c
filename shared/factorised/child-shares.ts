import { plainPredictor } from "../predictive/plain-predictor.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { NodeSoftmax } from "./node-softmax.ts";

/** How a node divides its probability among its children. The next call reuses the array. */
export type ChildShares = {
  /** Mean share of each child. */
  readonly shares: Float64Array;
  /** Mean share of a new child beside them: see `newChildShares`. */
  readonly newChild: number;
  /** Entropies of the shares in nats, as those of a `Predictive`. */
  readonly total: number;
  readonly aleatoric: number;
};

/** The shares of one node's children, one row at a time. */
export type ChildSharesPredictor = {
  /** @param absent a node of the taxonomy to leave out: see `leaveClassOut` */
  predict(row: SparseRow, absent?: number): ChildShares;
  /** Writes the share of the child at a position in every draw, for the row predicted last. */
  writeDraws(position: number, into: Float64Array): void;
};

/** The entropy of a child with less is taken to be the same in all draws. */
const leastShare = 1e-6;

/**
 * Builds the predictor of a node. A child's share is the sum of those of the groups below it. The
 * softmax goes through the plain form, since a kernel has a memory of its own.
 */
export function childShares(softmax: NodeSoftmax): ChildSharesPredictor {
  const { tree, ownPlaceOf, posterior } = softmax;
  const { predict, writeDraws } = plainPredictor(softmax, false);
  const children = tree.children[0]?.length ?? 0;
  const hasGroups = tree.internals.length > 0;
  const draws = new Float64Array(posterior.draws);

  function entropiesOf(shares: Float64Array): { readonly total: number; readonly aleatoric: number } {
    let [total, aleatoric] = [0, 0];
    shares.forEach((share, k) => {
      const nats = share > 0 ? -share * Math.log(share) : 0;
      total += nats;
      if (share < leastShare) {
        aleatoric += nats;
        return;
      }
      writeDraws(1 + k, draws);
      for (const p of draws) if (p > 0) aleatoric -= (p * Math.log(p)) / draws.length;
    });
    return { total, aleatoric: Math.min(total, aleatoric) };
  }

  return {
    predict: (row, absent) => {
      const place = absent === undefined ? undefined : ownPlaceOf.get(absent);
      const { nodes, newChildren, total, aleatoric } = predict(softmax.rowOf(row), place);
      const shares = nodes.subarray(1, 1 + children);
      const entropies = hasGroups ? entropiesOf(shares) : { total, aleatoric };
      return { shares, newChild: newChildren[0] ?? 0, ...entropies };
    },
    writeDraws: (position, into) => writeDraws(1 + position, into),
  };
}
