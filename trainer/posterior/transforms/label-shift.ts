import { sumLeavesIntoNodes, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";

/** Titles that a class without any is taken to have. */
const leastCount = 0.5;

/**
 * Draws whose predictive answers for another class balance than that of their titles. They are
 * corrected for label shift: classes change in how common they are and not in what their titles
 * look like (Saerens, Latinne and Decaestecker 2002). Then
 *
 *     p'(c | x) = p(c | x) wanted[c] / had[c], scaled to sum 1
 *
 * in every draw. The intercept of leaf c moves by ln(wanted[c] / had[c]), and that of an inner node
 * by the same of its leaves' sums. Scales stay.
 *
 * @param had shares of the leaves among the titles that the chains have seen, or weights in
 *   proportion to them, above 0: see `leafCounts`
 * @param wanted the same for the titles to be answered
 */
export function withLabelShift(
  draws: PosteriorDraws,
  tree: TreeIndex,
  had: Float64Array,
  wanted: Float64Array,
): PosteriorDraws {
  const sharesHad = nodeShares(tree, had);
  const sharesWanted = nodeShares(tree, wanted);
  const shifts = new Float64Array(draws.columns);
  for (let node = 1; node < tree.nodeCount; node++)
    shifts[tree.columns[node] ?? 0] = Math.log((sharesWanted[node] ?? 0) / (sharesHad[node] ?? 0));
  return {
    ...draws,
    read: (draw, coefficients, scales) => {
      draws.read(draw, coefficients, scales);
      // Feature 0 is the intercept.
      for (let v = 0; v < shifts.length; v++) coefficients[v] = (coefficients[v] ?? 0) + (shifts[v] ?? 0);
    },
  };
}

/**
 * Number of titles of every leaf, in the order of `tree.leaves`; a half for a leaf without any.
 *
 * @param labels leaf of each title, as a position in `tree.leaves`
 */
export function leafCounts(tree: TreeIndex, labels: ArrayLike<number>): Float64Array {
  return countLabels(tree, labels).map((count) => Math.max(leastCount, count));
}

/** Number of titles of every leaf, as `leafCounts`, and 0 for a leaf without any. */
export function countLabels(tree: TreeIndex, labels: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(tree.leaves.length);
  for (const label of Array.from(labels)) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Share of every node, from weights of the leaves. */
export function nodeShares(tree: TreeIndex, weights: Float64Array): Float64Array {
  const nodes = new Float64Array(tree.nodeCount);
  sumLeavesIntoNodes(tree, weights, nodes);
  const total = nodes[0] ?? 1;
  return nodes.map((weight) => weight / total);
}
