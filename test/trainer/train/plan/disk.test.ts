import { expect, test } from "vitest";
import { chooseKeepEvery, type DiskSize, diskOf, keepAll } from "../../../../trainer/train/plan/disk.ts";

const size: DiskSize = {
  shape: { groups: 7, features: 22_000, columns: 70 },
  ...{ chains: 4, warmup: 200, draws: 200, folds: 5, foldLengths: { warmup: 20, draws: 40 } },
};
const choose = (of: DiskSize, maxDisk: number) =>
  chooseKeepEvery(of, (every) => diskOf(of, every).peak, maxDisk);

test("all draws are kept where they fit, and only then", () => {
  const { peak } = diskOf(size, keepAll);
  expect(choose(size, peak)).toEqual({ chains: 1, folds: 1 });
  const keepEvery = choose(size, peak - 1);
  expect(keepEvery).not.toEqual(keepAll);
  expect(diskOf(size, keepEvery).peak).toBeLessThan(peak);
});

test("200,000 rows in 890 classes fit 5 GB, with draws enough of every chain and fold", () => {
  // 55 GB of draws, had they all been kept.
  const large = { ...size, shape: { groups: 40, features: 15_400, columns: 890 } };
  expect(diskOf(large, keepAll).peak).toBeGreaterThan(54e9);
  const keepEvery = choose(large, 5e9);
  expect(diskOf(large, keepEvery).peak).toBeLessThan(5e9);
  expect(Math.floor(200 / keepEvery.chains)).toBeGreaterThanOrEqual(8);
  expect(Math.floor(40 / keepEvery.folds)).toBeGreaterThanOrEqual(4);
});

test("what thinning cannot do is left, and has a few draws", () => {
  const keepEvery = choose(size, 1);
  expect([Math.floor(200 / keepEvery.chains), Math.floor(40 / keepEvery.folds)]).toEqual([8, 4]);
  expect(choose({ ...size, folds: 0, draws: 5 }, 1)).toEqual({ chains: 1, folds: 1 });
});
