import { expect, test } from "vitest";
import { nodePreset, presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { nodeSet } from "../../../../trainer/train/nodes/node-problems.ts";
import { leastNodesBytes, nodeSizes } from "../../../../trainer/train/nodes/node-size.ts";
import { hasRoomForLeaves } from "../../../../trainer/train/terms/room-for-leaves.ts";
import { noisyCatalogue } from "../../../fixtures/noisy-catalogue.ts";

const { titles, labels, tree } = noisyCatalogue(200, 0, "class");
const regression = presetRegression(nodePreset(presets.quick), { titles, labels, tree }, []);
const sizedWith = (mostLeaves: number[]) => {
  const nodes = nodeSet(regression, mostLeaves);
  return { regression, nodes, nodeSizes: nodeSizes(nodes), rare: null };
};
const alone = sizedWith([0, 0]);

test("more leaves need more room in the file", () => {
  const fits = (maxBytes: number, mostLeaves: number[]) =>
    hasRoomForLeaves(alone, { backend: "kernel", maxBytes })(mostLeaves);
  const leastOfMore = leastNodesBytes(regression, sizedWith([128, 0]).nodeSizes);
  expect(leastOfMore).toBeGreaterThan(leastNodesBytes(regression, alone.nodeSizes));
  expect(fits(1e9, [128, 0])).toBe(true);
  expect(fits(leastOfMore - 1, [128, 0])).toBe(false);
  expect(fits(leastOfMore - 1, [0, 0])).toBe(true);
});
