import { expect, test } from "vitest";
import { joinRecords, probeCounts } from "../../../../trainer/train/nodes/read-sampled-nodes.ts";

test("nodes share the monitored logits by their rows, and none is lost", () => {
  const nodesOf = (sizes: readonly number[]) =>
    sizes.map((size, node) => ({ node, rows: new Int32Array(size) }));
  const sumOf = (counts: ReadonlyMap<number, number>) =>
    [...counts.values()].reduce((sum, one) => sum + one, 0);
  const counts = probeCounts(nodesOf([600, 300, 100]));
  expect([...counts.values()]).toEqual([120, 60, 20]);
  expect(sumOf(probeCounts(nodesOf(Array.from({ length: 431 }, (_, k) => 1 + (k % 7)))))).toBe(200);
});

test("a chain of all nodes has a trajectory for each draw of each node", () => {
  const record = { divergences: 2, maxDepthHits: 1, stepSize: 0.2, meanAcceptance: 0.5 };
  const joined = joinRecords([
    { ...record, energies: Float64Array.of(1, 2, 3) },
    { ...record, stepSize: 0.4, meanAcceptance: 0.7, energies: Float64Array.of(10, 20, 30) },
  ]);
  expect(joined).toEqual({
    ...{ divergences: 4, trajectories: 6, maxDepthHits: 2, stepSize: 0.2, meanAcceptance: 0.6 },
    energies: Float64Array.of(11, 22, 33),
  });
});
