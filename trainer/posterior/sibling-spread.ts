import type { PackedPosterior } from "../../shared/artifact/model.ts";
import { rowLogits } from "../../shared/predictive/row-logits.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { evenlySpacedIndices } from "./evenly-spaced.ts";

/** Most titles that the spread is measured on. */
const maxTitles = 300;

/**
 * How far classes deviate from their parents on titles of their families, in units of the prior's
 * standard deviation: the root mean square of
 *
 *     (x beta_c - x beta_k) / (sigma_k |x|)
 *
 * over draws, titles x, the nodes k above the title's class and their children c. For the root, 0
 * stands in place of its coefficients. Every k has the same weight.
 *
 * It is 1 where the posterior is the prior. It is more than 1 where the data have pulled the
 * posterior far from the prior, as happens with small fixed scales and a likelihood that counts
 * often. A new child is then expected to deviate as far.
 *
 * @param seen titles that the chains have seen; an evenly spaced sample of them is taken
 * @returns 1 without titles
 */
export function measureSiblingSpread<Title>(
  posterior: PackedPosterior,
  tree: TreeIndex,
  seen: { readonly titles: readonly Title[]; readonly labels: ArrayLike<number> },
  vectorise: (title: Title) => SparseRow,
): number {
  const sample = evenlySpacedIndices(seen.titles.length, maxTitles);
  const { draws, columns, scales } = posterior;
  const groups = tree.groups.length;
  const { load } = rowLogits(posterior, tree);
  const logits = new Float64Array(draws * columns);
  let [sum, count] = [0, 0];
  for (const index of sample) {
    const [title] = seen.titles.slice(index, index + 1);
    if (title === undefined) continue;
    const row = vectorise(title);
    const squared = row.values.reduce((total, x) => total + x * x, 0);
    load({ ...row, unknownSquares: 0 }, logits);
    for (const node of ancestry(tree.taxonomy, tree.leaves[seen.labels[index] ?? 0] ?? 0)) {
      const parent = tree.taxonomy.parents[node] ?? 0;
      const group = tree.groups.indexOf(parent);
      const children = tree.children[parent] ?? [];
      for (let s = 0; s < draws; s++) {
        const expected = (scales[s * groups + group] ?? 0) ** 2 * squared;
        if (!(expected > 0)) continue;
        const from = parent === 0 ? 0 : (logits[s * columns + (tree.columns[parent] ?? 0)] ?? 0);
        for (const child of children) {
          const deviation = (logits[s * columns + (tree.columns[child] ?? 0)] ?? 0) - from;
          sum += (deviation * deviation) / (expected * children.length);
        }
        count++;
      }
    }
  }
  return count > 0 ? Math.sqrt(sum / count) : 1;
}
