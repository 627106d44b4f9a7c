import fc from "fast-check";
import { expect, test } from "vitest";
import { newChildShares } from "../../../shared/predictive/new-child.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { rowLogits } from "../../../shared/predictive/row-logits.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { ancestry } from "../../../shared/tree/taxonomy.ts";
import { models } from "../../fixtures/random-models.ts";

test("a top class left out moves the others' logits up by its own over their number", () => {
  fc.assert(
    fc.property(models, fc.nat(), (model, pick) => {
      const { tree, posterior } = model;
      const tops = tree.children[0] ?? [];
      const without = tops[pick % tops.length] ?? 0;
      fc.pre(tops.length > 1);
      const row = vectoriser(model.vocabulary)("a b c");
      const { draws, columns } = posterior;
      const logits = new Float64Array(draws * columns);
      rowLogits(posterior, tree).load(row, logits);
      const isGone = (node: number) => ancestry(tree.taxonomy, node).includes(without);
      const logNormalisers = Float64Array.from({ length: draws }, (_, s) => {
        const shift = (logits[s * columns + (tree.columns[without] ?? 0)] ?? 0) / (tops.length - 1);
        for (let v = 0; v < columns; v++) logits[s * columns + v] = (logits[s * columns + v] ?? 0) + shift;
        const left = tree.leaves.map((leaf, c) =>
          isGone(leaf) ? 0 : Math.exp(logits[s * columns + c] ?? 0),
        );
        return Math.log(left.reduce((sum, x) => sum + x, 0));
      });
      const length = Math.sqrt(row.values.reduce((sum, x) => sum + x * x, row.unknownSquares));
      const expected = new Float64Array(tree.groups.length);
      const absent = new Set(tree.groups.flatMap((group, g) => (isGone(group) ? [g] : [])));
      newChildShares(tree, posterior)({ logits, logNormalisers, length }, expected, absent);
      const found = plainPredictor(model).predict(row, without);
      found.newChildren.forEach((share, g) => {
        expect(Math.abs(share - (expected[g] ?? 0))).toBeLessThan(1e-9);
      });
      tree.leaves.filter(isGone).forEach((leaf) => {
        expect(found.nodes[leaf]).toBe(0);
      });
    }),
    { seed: 1, numRuns: 100 },
  );
});
