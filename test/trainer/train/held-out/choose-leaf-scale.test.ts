import { beforeAll, expect, test, vi } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { type Preset, presets } from "../../../../trainer/model/preset.ts";
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
  const chosen = chooseLeafScale(preset, trial, isCalibrated, 1, progress);
  return { chosen, scales: chosen.scalePriors(data.tree), said };
}

test("wrong labels ask for a smaller scale, shared by the levels and said with what was tried", () => {
  const { chosen, scales, said } = choose(600, 0.5);
  expect(chosen.leafScale).toBe(0.18);
  expect(scales).toEqual(scales.map(() => ({ kind: "fixed", value: 0.18 / Math.SQRT2 })));
  expect(said).toEqual([
    expect.stringMatching(
      /^scale: 0\.18, by the held-out log-loss \(0\.35 \d.*, 0\.25 \d.*, 0\.18 \d.* nats\)$/,
    ),
  ]);
});

test("the usual scale stays where no other is clearly better", () => {
  const { chosen, said } = choose(120, 0.05);
  expect(chosen).toBe(presets.quick);
  expect(said).toEqual([expect.stringMatching(/^scale: 0\.35, .* nats, no other clearly better\)$/)]);
});

test("with calibration each scale has the power that is best for it", () => {
  const lossesOf = (isCalibrated: boolean) => {
    const [line = ""] = choose(600, 0.5, presets.quick, isCalibrated).said;
    return [...line.matchAll(/0\.\d\d (\d\.\d{3})/g)].map(([, loss]) => Number(loss));
  };
  const [plain = 0] = lossesOf(false);
  const [calibrated = 0] = lossesOf(true);
  expect(calibrated).toBeLessThan(plain);
});

test("few titles have the usual scale, and a preset that learns its scales keeps them", () => {
  const few = choose(60, 0.5);
  expect(few.chosen).toBe(presets.quick);
  expect(few.said).toEqual([]);
  expect(choose(240, 0.5, presets.bayes).chosen).toBe(presets.bayes);
});
