import { describe, expect, test } from "vitest";
import { childShares } from "../../../shared/factorised/child-shares.ts";
import { nodeSoftmaxes } from "../../../shared/factorised/node-softmax.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { evenTree, factorisedModel } from "../../fixtures/factorised-model.ts";

const model = await factorisedModel({ tree: evenTree, mostLeaves: 9 });
const softmax = nodeSoftmaxes(model)(0);
if (softmax === null) throw new Error("the root has one child");
const vectorise = vectoriser(model.vocabulary);
const row = vectorise("green tea and wooden robot");
const entropyOf = (p: readonly number[]) => -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);

describe("the shares of a node's children", () => {
  const { predict, writeDraws } = childShares(softmax);

  test("are sums over the grandchildren, and those of a draw are one, too", () => {
    const { nodes } = plainPredictor(softmax).predict(softmax.rowOf(row));
    const shares = [...predict(row).shares];
    expect(shares).toEqual([...nodes.subarray(1, 4)]);
    const draws = shares.map((share, child) => {
      const into = new Float64Array(64);
      writeDraws(child, into);
      // The mean is an integral, which 64 draws come near to.
      expect(Math.abs(into.reduce((sum, p) => sum + p / 64, 0) - share)).toBeLessThan(0.03);
      return into;
    });
    // Leaves that hardly show are not counted beside the others.
    for (let s = 0; s < 64; s++)
      expect(Math.abs(draws.reduce((sum, one) => sum + (one[s] ?? 0), 0) - 1)).toBeLessThan(1e-2);
  });

  test("have entropies of their own, of the mean and on average over draws", () => {
    const { shares, total, aleatoric } = predict(row);
    expect(total).toBeCloseTo(entropyOf([...shares]), 12);
    const draws = [0, 1, 2].map((child) => {
      const into = new Float64Array(64);
      writeDraws(child, into);
      return into;
    });
    const each = Array.from({ length: 64 }, (_, s) => entropyOf(draws.map((one) => one[s] ?? 0)));
    expect(aleatoric).toBeCloseTo(each.reduce((sum, nats) => sum + nats, 0) / 64, 10);
    expect(aleatoric).toBeLessThan(total);
  });

  test("leave room for one new child, and for none of a child", () => {
    const { newChild } = predict(row);
    const withMore = plainPredictor(softmax).predict(softmax.rowOf(row)).newChildren;
    // Alone it has more than beside new grandchildren.
    expect(newChild).toBeGreaterThan(withMore[0] ?? 1);
    expect(newChild).toBeLessThan(1);
  });

  test("without a grandchild are those of the other ones", () => {
    const whole = [...predict(row).shares];
    const leaves = [...plainPredictor(softmax).predict(softmax.rowOf(row)).nodes].slice(4);
    const found = [...predict(row, 4).shares];
    const [gone = 0] = leaves;
    expect(found[0]).toBeLessThan(whole[0] ?? 0);
    // Draws differ in how much the grandchild has, so that this is nearly so.
    expect(found[0]).toBeCloseTo(((whole[0] ?? 0) - gone) / (1 - gone), 1);
    expect(found.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(predict(row, 1).shares[0]).toBe(0);
    // A class of another node changes nothing.
    expect([...predict(row, 99).shares]).toEqual(whole);
  });
});

test("a grandchild that shares its group stays in it", async () => {
  const grouped = nodeSoftmaxes(await factorisedModel({ tree: evenTree, mostLeaves: 6 }))(0);
  if (grouped === null) throw new Error("the root has one child");
  const { predict } = childShares(grouped);
  const whole = [...predict(row).shares];
  expect([...predict(row, 4).shares]).toEqual(whole);
  expect(predict(row, 1).shares[0]).toBe(0);
});
