import { expect, test } from "vitest";
import { presets } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { chooseNaiveBayes } from "../../../../trainer/train/held-out/choose-naive-bayes.ts";
import type { HeldOutLosses, Trial } from "../../../../trainer/train/held-out/held-out-loss.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

const noVectors = { tablesFor: () => [] };

/** Chooses for so many titles, with losses that a function gives. */
function choose(count: number, lossOf: (trial: Trial) => number, preset = presets.default) {
  const seen: { training: number; heldOut: number }[] = [];
  const said: string[] = [];
  const lossesOf: HeldOutLosses = ({ trainingTitles }, { titles }, _, trials) => {
    seen.push({ training: trainingTitles, heldOut: titles.length });
    return trials.map(lossOf);
  };
  const data = {
    titles: Array.from({ length: count }, (_, k) => `robot number ${k}`),
    labels: Array.from({ length: count }, (_, k) => k % 3),
    tree: exampleTree,
  };
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  return { share: chooseNaiveBayes(preset, data, noVectors, lossesOf, 1, progress), seen, said };
}

test("the share of the least loss is taken, each at its best power, and said", () => {
  const best: Record<number, number> = { 0: 1.1, 0.025: 0.9, 0.05: 0.8, 0.1: 0.6 };
  const { share, seen, said } = choose(
    200,
    ({ naiveBayes, power }) => 1 - naiveBayes + 5 * Math.abs(power - (best[naiveBayes] ?? 0)),
  );
  expect(share).toBe(0.1);
  expect(said).toEqual([
    "share of naive Bayes: 0.1, by the held-out log-loss (0 1.000, 0.025 0.975, 0.05 0.950, 0.1 0.900 nats)",
  ]);
  const [{ training, heldOut } = { training: 0, heldOut: 0 }, ...others] = seen;
  expect(others).toEqual([]);
  expect(training + heldOut).toBe(200);
  expect(heldOut).toBeGreaterThan(20);
  expect(heldOut).toBeLessThan(60);
});

test("of equal losses the smaller share is taken", () => {
  expect(choose(200, () => 1).share).toBe(0);
});

test("few titles, and presets with one share, are not tried", () => {
  const never = () => {
    throw new Error("tried");
  };
  expect(choose(60, never).share).toBe(0);
  expect(choose(200, never, presets.bayes).share).toBe(0);
});
