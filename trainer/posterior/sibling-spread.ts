import type { PackedPosterior } from "../../shared/artifact/model.ts";
import { rowLogits } from "../../shared/predictive/row-logits.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/**
 * How far classes stray from their parents on titles of their families, in units of what the prior expects: the root mean square of
 *
 *     (x beta_c - x beta_k) / (sigma_k |x|)
 *
 * over draws, titles x, the nodes k above the title's class (the root with 0 in place of its coefficients) and their children c, every k weighing alike. It is 1 where the posterior is
 * the prior. A posterior that the data have pulled far out of its prior, as scales fixed small and a likelihood that counts often have it, says with more than 1 how far a further
 * child would be pulled. 1 without rows.
 *
 * @param leaves of each row, as a position in `tree.leaves`
 */
export function siblingSpread(
  posterior: PackedPosterior,
  tree: TreeIndex,
  rows: readonly SparseRow[],
  leaves: readonly number[],
): number {
  const { draws, columns, scales } = posterior;
  const groups = tree.groups.length;
  const { load } = rowLogits(posterior, tree);
  const logits = new Float64Array(draws * columns);
  let [sum, count] = [0, 0];
  rows.forEach((row, i) => {
    const squared = row.values.reduce((total, x) => total + x * x, 0);
    load({ ...row, unknownSquares: 0 }, logits);
    for (const node of ancestry(tree.taxonomy, tree.leaves[leaves[i] ?? 0] ?? 0)) {
      const parent = tree.taxonomy.parents[node] ?? 0;
      const group = tree.groups.indexOf(parent);
      const children = tree.children[parent] ?? [];
      for (let s = 0; s < draws; s++) {
        const expected = (scales[s * groups + group] ?? 0) ** 2 * squared;
        if (!(expected > 0)) continue;
        const from = parent === 0 ? 0 : (logits[s * columns + (tree.columns[parent] ?? 0)] ?? 0);
        for (const child of children) {
          const strays = (logits[s * columns + (tree.columns[child] ?? 0)] ?? 0) - from;
          sum += (strays * strays) / (expected * children.length);
        }
        count++;
      }
    }
  });
  return count > 0 ? Math.sqrt(sum / count) : 1;
}
