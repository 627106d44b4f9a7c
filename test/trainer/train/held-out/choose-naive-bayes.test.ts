import { expect, test } from "vitest";
import { presets } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { chooseNaiveBayes } from "../../../../trainer/train/held-out/choose-naive-bayes.ts";
import type { HeldOutLosses, Trial } from "../../../../trainer/train/held-out/held-out-loss.ts";
import { heldOutRegression } from "../../../../trainer/train/held-out/held-out-split.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

const noVectors = { tablesFor: () => [] };

/** Chooses for so many titles, with losses that a function gives for each trial and title. */
function choose(
  count: number,
  lossOf: (trial: Trial, title: number) => number,
  { preset = presets.default, isCalibrated = true } = {},
) {
  const seen: { training: number; heldOut: number; powers: number }[] = [];
  const said: string[] = [];
  const lossesOf: HeldOutLosses = ({ trainingTitles }, { titles }, _, trials) => {
    const powers = new Set(trials.map(({ power }) => power)).size;
    seen.push({ training: trainingTitles, heldOut: titles.length, powers });
    return trials.map((trial) => Float64Array.from(titles, (_, title) => lossOf(trial, title)));
  };
  const dataSet = {
    titles: Array.from({ length: count }, (_, k) => `robot number ${k}`),
    labels: Array.from({ length: count }, (_, k) => k % 3),
    tree: exampleTree,
  };
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const trial = heldOutRegression(preset, dataSet, noVectors, 1);
  const choice = { shares: preset.naiveBayes, trial, lossesOf, isCalibrated, seed: 1 };
  return { share: chooseNaiveBayes(choice, progress), seen, said };
}

const best: Record<number, number> = { 0: 1.1, 0.025: 0.9, 0.05: 0.8, 0.1: 0.6 };
const lossOf = ({ naiveBayes, power }: Trial) =>
  1 - naiveBayes + 5 * Math.abs(power - (best[naiveBayes] ?? 0));

test("the share of the least loss is taken, each at its best power, and said", () => {
  const { share, seen, said } = choose(200, lossOf);
  expect(share).toBe(0.1);
  expect(said).toEqual([
    "share of naive Bayes: 0.1, by the held-out log-loss (0 1.000, 0.025 0.975, 0.05 0.950, 0.1 0.900, 0.2 3.800 nats)",
  ]);
  const [{ training, heldOut } = { training: 0, heldOut: 0 }, ...others] = seen;
  expect(others).toEqual([]);
  expect(training + heldOut).toBe(200);
  expect(heldOut).toBeGreaterThan(20);
  expect(heldOut).toBeLessThan(60);
});

test("without calibration the probabilities are compared as they are", () => {
  const { share, seen } = choose(200, lossOf, { isCalibrated: false });
  expect(seen[0]?.powers).toBe(1);
  expect(share).toBe(0.025);
});

test("a gain within the noise of the titles keeps the first share", () => {
  const noise = ({ naiveBayes }: Trial, title: number) =>
    naiveBayes === 0.05 ? 1 + (title % 2 === 0 ? -0.5 : 0.45) : 1;
  const { share, said } = choose(200, noise);
  expect(share).toBe(0);
  expect(said[0]).toMatch(/^share of naive Bayes: 0, .* nats, no other clearly better\)$/);
  expect(choose(200, () => 1).share).toBe(0);
});

test("few titles, and presets with one share, are not tried", () => {
  const never = () => {
    throw new Error("tried");
  };
  expect(choose(60, never).share).toBe(0);
  expect(choose(200, never, { preset: presets.bayes }).share).toBe(0);
});
