import { beforeAll, expect, test, vi } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { type Preset, presets, withLeafScale } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { chooseLeafScale } from "../../../../trainer/train/held-out/choose-leaf-scale.ts";
import { heldOutRegression } from "../../../../trainer/train/held-out/held-out-split.ts";
import { noisyCatalogue } from "../../../fixtures/noisy-catalogue.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

function choose(count: number, noise: number, preset: Preset = presets.quick, isCalibrated = false) {
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const data = noisyCatalogue(count, noise, "class");
  const trial = heldOutRegression(preset, data, { tablesFor: () => [] }, 1);
  return { chosen: chooseLeafScale(preset, trial, isCalibrated, 1, progress), said };
}

/** The losses that a line tells, in the order of the scales. */
const lossesIn = (line = "") => [...line.matchAll(/0\.\d+ (\d\.\d{3})/g)].map(([, loss]) => Number(loss));

test("wrong labels ask for a smaller scale, which is said with what was tried", () => {
  const { chosen, said } = choose(600, 0.5);
  expect(chosen).toBe(0.18);
  expect(said).toEqual([
    expect.stringMatching(
      /^scale: 0\.18, by the held-out log-loss \(0\.35 \d.*, 0\.25 \d.*, 0\.18 \d.* nats\)$/,
    ),
  ]);
});

test("the usual scale stays where no other is clearly better", () => {
  const { chosen, said } = choose(120, 0.05);
  expect(chosen).toBe(presets.quick.leafScale);
  expect(said).toEqual([expect.stringMatching(/^scale: 0\.35, .* nats, no better one clearly so\)$/)]);
});

test("with calibration each scale has the power that is best for it", () => {
  const lossesOf = (isCalibrated: boolean) => lossesIn(choose(600, 0.5, presets.quick, isCalibrated).said[0]);
  const [plain, calibrated] = [lossesOf(false), lossesOf(true)];
  expect(calibrated.length).toBeGreaterThanOrEqual(3);
  calibrated.forEach((loss, k) => {
    expect(loss).toBeLessThanOrEqual(plain[k] ?? 0);
  });
  expect(calibrated[0]).toBeLessThan(plain[0] ?? 0);
});

test("few titles have the usual scale, and a preset that learns its scales has none", () => {
  const few = choose(60, 0.5);
  expect(few.chosen).toBe(presets.quick.leafScale);
  expect(few.said).toEqual([]);
  expect(choose(240, 0.5, presets.bayes)).toEqual({ chosen: undefined, said: [] });
});

test("the other scale has an equal part of the variance for every level", () => {
  const { tree } = noisyCatalogue(20, 0, "class");
  const priors = withLeafScale(presets.default, 0.18).scalePriors(tree);
  expect(priors).toEqual(tree.groups.map(() => ({ kind: "fixed", value: 0.18 / Math.SQRT2 })));
});
