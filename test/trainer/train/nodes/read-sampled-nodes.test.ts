import { expect, test } from "vitest";
import { probeCounts } from "../../../../trainer/train/nodes/read-sampled-nodes.ts";

test("nodes share the monitored logits by their rows, and none is lost", () => {
  const nodesOf = (sizes: readonly number[]) =>
    sizes.map((size, node) => ({ node, rows: new Int32Array(size) }));
  const sumOf = (counts: ReadonlyMap<number, number>) =>
    [...counts.values()].reduce((sum, one) => sum + one, 0);
  const counts = probeCounts(nodesOf([600, 300, 100]));
  expect([...counts.values()]).toEqual([120, 60, 20]);
  expect(sumOf(probeCounts(nodesOf(Array.from({ length: 431 }, (_, k) => 1 + (k % 7)))))).toBe(200);
});
