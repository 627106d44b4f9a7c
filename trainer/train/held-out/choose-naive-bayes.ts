import type { Preset } from "../../model/preset.ts";
import type { Progress } from "../../progress/progress.ts";
import { type HeldOutLosses, isClearlyLess, leastLosses, meanLoss, triedPowers } from "./held-out-loss.ts";
import type { HeldOutRegression } from "./held-out-split.ts";

/** What the share of naive Bayes is chosen by. */
type Choice = {
  readonly shares: Preset["naiveBayes"];
  /** The regression that is trained, of most titles; null where they are too few. */
  readonly trial: HeldOutRegression | null;
  /** Log-losses of the form that is trained. */
  readonly lossesOf: HeldOutLosses;
  /** Whether the model will be calibrated. */
  readonly isCalibrated: boolean;
  readonly seed: number;
};

/**
 * The share of complement naive Bayes that a run's coefficients get, of those given. The
 * log-losses of a fifth of the titles are compared, near the mode of the posterior of the other
 * four. The least wins, if it gains more than one standard error over the first. Where the model
 * will be calibrated, each share has the power of its probabilities that is best for it. What is
 * chosen, and by what, is said.
 */
export function chooseNaiveBayes(
  { shares, trial, lossesOf, isCalibrated, seed }: Choice,
  progress: Progress,
): number {
  const [usual = 0] = shares;
  if (trial === null || shares.length < 2) return usual;
  const { regression, heldOut } = trial;
  const task = progress.start("share of naive Bayes", 1);
  const tried = triedPowers(isCalibrated);
  const trials = shares.flatMap((naiveBayes) => tried.map((power) => ({ naiveBayes, power })));
  const losses = lossesOf(regression, heldOut, seed, trials);
  const found = shares.map((share, k) => {
    const own = leastLosses(losses.slice(k * tried.length, (k + 1) * tried.length));
    return { share, losses: own, loss: meanLoss(own) };
  });
  task.advance(1);
  task.finish();
  const [first] = found;
  const [best] = found.toSorted((a, b) => a.loss - b.loss);
  const share = first && best && isClearlyLess(best.losses, first.losses, 1) ? best.share : usual;
  const said = found.map((one) => `${one.share} ${one.loss.toFixed(3)}`).join(", ");
  const why = best && best.share !== share ? ", no other clearly better" : "";
  progress.say(`share of naive Bayes: ${share}, by the held-out log-loss (${said} nats${why})`);
  return share;
}
