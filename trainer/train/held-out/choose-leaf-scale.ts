import { type Preset, withLeafScale } from "../../model/preset.ts";
import type { Progress } from "../../progress/progress.ts";
import { describeScales, followScales } from "./follow-scales.ts";
import { heldOutLosses, leastLosses, triedPowers } from "./held-out-loss.ts";
import { type HeldOutRegression, withScales } from "./held-out-split.ts";

/** Scales that are tried beside the usual 0.35, a factor of about the root of 2 apart. */
const candidates = [0.18, 0.25, 0.5];
/** Standard errors by which another scale than the usual one must be better. */
const clearly = 2;

/**
 * The scale of the flat form that suits a catalogue, where the preset has a fixed one. The
 * log-losses of a fifth of the titles are compared, near the mode of the posterior of the other
 * four. It goes from the usual scale down, or else up, for as long as the loss falls. Of what it
 * finds that is taken which has the least loss, and less than the usual scale by two standard
 * errors. Where the model will be calibrated, each scale has the power of its probabilities that is
 * best for it. What is chosen, and by what, is said.
 *
 * @param trial the regression that is trained, of most titles; null where they are too few
 * @param isCalibrated whether the model will be calibrated
 * @returns standard deviation of a leaf's coefficients, all levels together
 */
export function chooseLeafScale(
  preset: Preset,
  trial: HeldOutRegression | null,
  isCalibrated: boolean,
  seed: number,
  progress: Progress,
): number | undefined {
  const { leafScale } = preset;
  if (trial === null || leafScale === undefined) return leafScale;
  const task = progress.start("scale", candidates.length + 1);
  const trials = triedPowers(isCalibrated).map((power) => ({ naiveBayes: 0, power }));
  let tried = 0;
  const [found] = followScales(leafScale, candidates, clearly, ["leaves"], (scale) => {
    const { regression, heldOut } = withScales(trial, withLeafScale(preset, scale));
    const losses = leastLosses(heldOutLosses(regression, heldOut, seed, trials));
    task.advance(++tried);
    return new Map([["leaves", losses]]);
  });
  task.finish();
  if (found === undefined) return leafScale;
  progress.say(`scale: ${describeScales(found)}`);
  return found.best;
}
