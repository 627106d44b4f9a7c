import { type Preset, withLeafScale } from "../../model/preset.ts";
import type { Progress } from "../../progress/progress.ts";
import { followScales } from "./follow-scales.ts";
import { heldOutLosses, isClearlyLess, meanLoss, triedPowers } from "./held-out-loss.ts";
import { type HeldOutRegression, withScales } from "./held-out-split.ts";

/** Scales that are tried, a factor of about the root of 2 apart, the usual 0.35 among them. */
const candidates = [0.18, 0.25, 0.5];
/** Standard errors by which another scale than the usual one must be better. */
const clearly = 2;

/**
 * A preset with the scale of the flat form that suits a catalogue, where it has a fixed one. The
 * log-losses of a fifth of the titles are compared, near the mode of the posterior of the other
 * four. It goes from the usual scale down, or else up, for as long as the loss falls. What it finds
 * is taken if it is better by two standard errors. Where the model will be calibrated, each scale
 * has the power of its probabilities that is best for it. What is chosen, and by what, is said.
 *
 * @param trial the regression that is trained, of most titles; null where they are too few
 * @param isCalibrated whether the model will be calibrated
 */
export function chooseLeafScale(
  preset: Preset,
  trial: HeldOutRegression | null,
  isCalibrated: boolean,
  seed: number,
  progress: Progress,
): Preset {
  const { leafScale } = preset;
  if (trial === null || leafScale === undefined) return preset;
  const task = progress.start("scale", candidates.length + 1);
  const trials = triedPowers(isCalibrated).map((power) => ({ naiveBayes: 0, power }));
  const ofTitles = new Map<number, Float64Array>();
  const [found] = followScales(leafScale, candidates, ["leaves"], (scale) => {
    const { regression, heldOut } = withScales(trial, withLeafScale(preset, scale));
    const losses = heldOutLosses(regression, heldOut, seed, trials);
    const [best = new Float64Array(0)] = losses.toSorted((a, b) => meanLoss(a) - meanLoss(b));
    ofTitles.set(scale, best);
    task.advance(ofTitles.size);
    return new Map([["leaves", meanLoss(best)]]);
  });
  task.finish();
  const [usual, best] = [ofTitles.get(leafScale), ofTitles.get(found?.best ?? leafScale)];
  const isBetter = usual !== undefined && best !== undefined && isClearlyLess(best, usual, clearly);
  const chosen = isBetter && found ? found.best : leafScale;
  const said = Array.from(found?.losses ?? [], ([scale, loss]) => `${round(scale)} ${loss.toFixed(3)}`);
  const why = found && found.best !== chosen ? ", no other clearly better" : "";
  progress.say(`scale: ${round(chosen)}, by the held-out log-loss (${said.join(", ")} nats${why})`);
  return chosen === leafScale ? preset : withLeafScale(preset, chosen);
}

function round(scale: number): number {
  return Number(scale.toFixed(2));
}
