import { describe, expect, test } from "vitest";
import { nodeCalibrator } from "../../../../shared/decision/node-probabilities.ts";
import { indexTree, sumLeavesIntoNodes } from "../../../../shared/tree/taxonomy.ts";
import { fitSharpening } from "../../../../trainer/calibration/maps/fit-sharpening.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

const classes = 12;
const tree = indexTree({
  levels: ["department", "category"],
  labels: ["", "a", "b", "c", ...Array.from({ length: classes }, (_, c) => `${c}`)],
  parents: [-1, 0, 0, 0, ...Array.from({ length: classes }, (_, c) => 1 + (c % 3))],
});

/**
 * Titles with random probabilities p of the leaves, labelled by them but for a share of wrong
 * labels of any class. They are predicted with p^(1 / power), scaled to sum to 1.
 */
function makeTitles(count: number, labelNoise: number, power: number) {
  const draw = uniforms(7);
  const scaled = (values: Float64Array) => {
    const sum = values.reduce((all, value) => all + value, 0);
    return values.map((value) => value / sum);
  };
  return Array.from({ length: count }, () => {
    const p = scaled(Float64Array.from({ length: classes }, () => Math.exp(30 * draw())));
    const isWrong = draw() < labelNoise;
    let [c, left] = [0, draw()];
    while (c < classes - 1 && left >= (p[c] ?? 0)) left -= p[c++] ?? 0;
    const truth = tree.leaves[isWrong ? Math.floor(classes * draw()) : c] ?? 0;
    const nodes = new Float64Array(tree.nodeCount);
    sumLeavesIntoNodes(tree, scaled(p.map((value) => value ** (1 / power))), nodes);
    const newChildren = new Float64Array(tree.groups.length);
    return { ...{ nodes, newChildren, truth, known: 1, knownWords: 3, weight: 1 } };
  });
}

describe("sharpening", () => {
  test("finds the power that the probabilities were made with, and no label noise without any", () => {
    const { logPower, knownWords, labelNoise } = fitSharpening(tree, makeTitles(4000, 0, 2));
    expect(Math.exp(logPower)).toBeCloseTo(2, 0);
    expect(Math.abs(Math.exp(logPower) - 2)).toBeLessThan(0.15);
    expect(knownWords).toBe(0);
    expect(labelNoise).toBeUndefined();
  });

  test.each([0.05, 0.2])("finds the power beside wrong labels, too: share %d", (share) => {
    const { logPower, labelNoise = 0 } = fitSharpening(tree, makeTitles(4000, share, 0.5));
    expect(Math.abs(Math.exp(logPower) - 0.5)).toBeLessThan(0.04);
    // A standard error is about 0.007.
    expect(Math.abs(labelNoise - share)).toBeLessThan(0.025);
  });

  test("makes the surest titles as sure as labels are right", () => {
    const titles = makeTitles(4000, 0.2, 1);
    const sharpening = fitSharpening(tree, titles);
    const identity = { intercept: 0, slope: 1, knownWords: 0 };
    const off = { intercept: -100, slope: 0, knownWords: 0 };
    const maps = { sharpening, levels: [identity, identity], subcategory: off, outside: off };
    const calibrate = nodeCalibrator(tree, maps);
    const sure = titles.filter(
      ({ nodes }) => Math.max(...tree.leaves.map((leaf) => nodes[leaf] ?? 0)) > 0.98,
    );
    const right = sure.filter(({ nodes, truth }) => (nodes[truth] ?? 0) > 0.98).length / sure.length;
    expect(sure.length).toBeGreaterThan(300);
    for (const title of sure.slice(0, 20)) {
      const { nodes } = calibrate(title);
      expect(Math.max(...tree.leaves.map((leaf) => nodes[leaf] ?? 0))).toBeCloseTo(right, 1);
    }
  });

  test("is no sharpening without titles", () => {
    expect(fitSharpening(tree, [])).toEqual({ logPower: 0, knownWords: 0 });
  });
});
