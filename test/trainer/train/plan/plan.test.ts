import { expect, test } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import {
  describeApproximate,
  describePlan,
  planWarnings,
  showBytes,
  totalSeconds,
} from "../../../../trainer/train/plan/describe-plan.ts";
import { measureStep } from "../../../../trainer/train/plan/measure-step.ts";
import { planRun, type RunSize } from "../../../../trainer/train/plan/plan-run.ts";
import { randomProblem, trees } from "../../model/problems.ts";

const size: RunSize = {
  shape: { groups: 7, features: 1000, columns: 70 },
  ...{ chains: 4, warmup: 200, draws: 200, threads: 2, titles: 5000, calibrationTitles: 5000, folds: 5 },
  ...{ foldLengths: { warmup: 20, draws: 40 }, learnsScales: false, buildSeconds: 1, maxDisk: 1e15 },
  ...{ leaves: 64, isWarm: false, preparingSeconds: 2 },
};

const step = { seconds: 0.001, load: 1 };

test("disk is that of draws, traces and checkpoints, and less once the run is finished", () => {
  const { disk, diskKept } = planRun(size, null);
  const draw = 4 * (7 + 1000 * 70);
  const checkpoint = 5.3 * 1000 * 70;
  expect(diskKept).toBe(4 * (200 * draw + 400 * 4000 + checkpoint));
  expect(disk - diskKept).toBe(5 * (40 * draw + 60 * 4000 + checkpoint) + 2 * checkpoint);
});

test("chains take the steps of their iterations, on all threads, and more the more is going on", () => {
  const large = { ...size, shape: { groups: 7, features: 2000, columns: 70 } };
  const plan = planRun(large, step);
  // 15 steps an iteration and 6 more in the first 45, each with 3 ns a coefficient for its tree.
  const steps = 4 * (400 * 15 + 45 * 6);
  expect(plan.seconds?.chains).toBeCloseTo((steps * (0.001 + 3e-9 * 140_000)) / 2, 10);
  const chains = (changes: Partial<RunSize>, time = step) =>
    (planRun({ ...large, ...changes }, time).seconds?.chains ?? 0) / (plan.seconds?.chains ?? 0);
  expect(chains({ threads: 1 })).toBeCloseTo(2, 10);
  expect(chains({}, { ...step, load: 3 })).toBeCloseTo(3, 10);
  expect(chains({ isWarm: true, warmup: 50 })).toBeCloseTo((4 * (250 * 15 + 80)) / steps, 10);
  // Steps are twice as long where coefficients are few.
  expect(planRun(size, step).seconds?.chains).toBeLessThan(0.6 * (plan.seconds?.chains ?? 0));
  expect(chains({ learnsScales: true })).toBeCloseTo((4 * 400 * 63) / steps, 10);
});

test("exact draws of very many coefficients take longer trajectories", () => {
  const plan = (columns: number, isApproximate = false) => {
    const shape = { groups: 7, features: 100_000, columns };
    const seconds = planRun({ ...size, shape, isApproximate }, step).seconds?.chains ?? 0;
    return seconds / (0.001 + 3e-9 * 100_000 * columns);
  };
  const early = 45 * 6;
  const usual = plan(15);
  expect(plan(30) / usual).toBeCloseTo((400 * 31 + early) / (400 * 15 + early), 10);
  expect(plan(200) / usual).toBeCloseTo((400 * 63 + early) / (400 * 15 + early), 10);
  expect(plan(200, true) / usual).toBeCloseTo((400 * 8 + early) / (400 * 15 + early), 10);
  expect(describeApproximate({ nodes: 1 })).toMatch(/^1 node has more than 2,000,000 .*--exact/);
  expect(describeApproximate({ nodes: 2 })).toMatch(/^2 nodes have/);
  expect(describeApproximate("model")).toMatch(/^the model has more than 10,000,000 .*--exact/);
});

test("the whole time has what has passed already, and is not known without a step", () => {
  const plan = planRun(size, step);
  const later = planRun({ ...size, preparingSeconds: 12 }, step);
  expect((totalSeconds(later) ?? 0) - (totalSeconds(plan) ?? 0)).toBeCloseTo(10, 10);
  expect(totalSeconds(planRun(size, null))).toBeNull();
  expect(describePlan({ ...planRun(size, null), fileBytes: 4.2e6 })).toMatch(
    /^expected: \d+ MB of memory, \d+ MB on disk, a model of 4 MB$/,
  );
});

test("memory has the rows of every chain under way three times", () => {
  const memoryOf = (threads: number, rowBytes?: number) =>
    planRun({ ...size, chains: 2, threads, calibrationTitles: 0, ...(rowBytes && { rowBytes }) }, null)
      .memory;
  for (const threads of [1, 2]) {
    const more = memoryOf(threads, 3e9) - memoryOf(threads, 2e9);
    expect(more).toBeCloseTo(threads * 3e9, 0);
    expect(memoryOf(threads, 2e9)).toBeGreaterThan(memoryOf(threads));
  }
});

test("draws that do not fit the disk are said", () => {
  const plan = planRun({ ...size, maxDisk: 1e8 }, null);
  expect(describePlan({ ...plan, fileBytes: 1e6 })).toMatch(
    /, 8\d MB on disk \(1 draw in 2 is kept, and the mean of all\), a model of 1 MB$/,
  );
});

test("machines share the chains: the busiest one counts, and packing stays with one", () => {
  const one = planRun(size, step);
  const three = planRun({ ...size, machines: 3 }, step);
  expect(three.seconds?.chains).toBeCloseTo((2 / 4) * (one.seconds?.chains ?? 0), 10);
  // Five folds are built by the machine that submits.
  const building = 5 * 0.8;
  const sampling = (one.seconds?.folds ?? 0) - building;
  expect(three.seconds?.folds).toBeCloseTo(building + (2 / 5) * sampling, 10);
  expect(three.seconds).toMatchObject({
    packing: one.seconds?.packing,
    calibration: one.seconds?.calibration,
  });
  expect(planRun({ ...size, machines: 9 }, step).seconds?.chains).toBeCloseTo(
    (one.seconds?.chains ?? 0) / 4,
    10,
  );
  expect(describePlan({ ...one, fileBytes: 1e6 })).not.toContain("workers");
  expect(describePlan({ ...three, fileBytes: 1e6 })).toMatch(
    /^expected: about \d+:\d\d in all with 3 workers, /,
  );
});

test("without folds there is nothing for them", () => {
  const plan = planRun({ ...size, folds: 0, calibrationTitles: 0 }, step);
  expect(plan.seconds).toMatchObject({ folds: 0, calibration: 0 });
  expect(plan.disk - plan.diskKept).toBe(2 * 5.3 * 1000 * 70);
});

test("what does not fit is warned of, with options that help", () => {
  const large = planRun({ ...size, shape: { groups: 90, features: 20_000, columns: 900 } }, step);
  const plan = { ...large, fileBytes: 9e6 };
  const has = { calibrates: true, dropsRareWords: false, maxBytes: 1e7 };
  expect(planWarnings(plan, { disk: 1e15, memory: 1e15 }, has)).toEqual([]);
  const [disk, memory] = planWarnings(plan, { disk: 2e10, memory: 1e9 }, has);
  expect(disk).toMatch(
    /^\d+ GB of draws do not fit on the disk, where 20 GB are free; fewer --draws .*, --preset quick, or/,
  );
  expect(memory).toMatch(
    / the 1\.0 GB that are free; --calibration 0\.1 or fewer --threads or --preset quick would take less$/,
  );
  const others = { calibrates: false, dropsRareWords: true, maxBytes: 1e7 };
  const rest = planWarnings(plan, { disk: 2e10, memory: 1e9 }, others);
  expect(rest.join()).not.toMatch(/--preset quick|--calibration/);
  expect(rest[1]).toMatch(/; fewer --threads would take less$/);
  expect(planWarnings(plan, { disk: 1e15, memory: 1e15 }, { ...has, maxBytes: 8e6 })).toEqual([
    "the model takes about 9,000,000 bytes, more than --max-bytes 8,000,000; raise it a little, or packing may fail",
  ]);
});

test("bytes have a unit that people read", () => {
  expect([0, 5e5, 12_345_678, 1.55e9, 5.5e10].map(showBytes)).toEqual([
    ...["1 MB", "1 MB", "12 MB", "1.6 GB", "55 GB"],
  ]);
});

test("the time of a step is measured on the problem itself", async () => {
  await ensureKernel();
  const { seconds, load } = measureStep(randomProblem({ tree: trees["depth 2, 2 + 3 leaves"] }));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(0.1);
  expect(load).toBeGreaterThanOrEqual(1);
});
