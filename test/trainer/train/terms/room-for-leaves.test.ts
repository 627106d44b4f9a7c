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
  const leastFor = (mostLeaves: number[]) => {
    let [below, enough] = [0, 1e9];
    while (enough - below > 1) {
      const middle = (below + enough) >> 1;
      if (fits(middle, mostLeaves)) enough = middle;
      else below = middle;
    }
    return enough;
  };
  const [ofAlone, ofMore] = [leastFor([0, 0]), leastFor([128, 0])];
  expect(ofMore).toBeGreaterThan(ofAlone);
  // More than the blocks take with the fewest bits.
  expect(ofMore).toBeGreaterThan(leastNodesBytes(regression, sizedWith([128, 0]).nodeSizes));
  expect(ofMore - ofAlone).toBeLessThan(ofAlone);
});
