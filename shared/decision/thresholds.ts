import type { DecisionRule, TargetThresholds } from "../artifact/model.ts";
import { HedgeError } from "../errors.ts";

/** How sure an answer must be. */
export type ThresholdOptions = {
  /** Share of answers that should be right, one of the model's stored targets. */
  readonly target?: number | undefined;
  /**
   * Least probability of an answer at any level, in place of the model's thresholds. Given with
   * a target, it raises those thresholds of the target that are lower.
   */
  readonly min?: number | undefined;
};

/** A target of a request, and whether the model's calibration titles prove that it is kept. */
export type TargetPromise = { readonly asked: number; readonly promised: boolean };

/**
 * The threshold of every level for one request, from the top. A target selects the thresholds
 * that were calibrated for it; `min` replaces the model's own, or raises those of the target.
 *
 * @throws HedgeError `bad-usage` for a target that the model has no thresholds for
 */
export function thresholdsFor(rule: DecisionRule, { target, min }: ThresholdOptions): readonly number[] {
  if (target === undefined) return min === undefined ? rule.thresholds : rule.thresholds.map(() => min);
  return findTarget(rule, target).thresholds.map((threshold) => Math.max(threshold, min ?? 0));
}

/** What the model promises of the target that a request asks for; null if it asks for none. */
export function promiseFor(rule: DecisionRule, { target }: ThresholdOptions): TargetPromise | null {
  if (target === undefined) return null;
  return { asked: target, promised: findTarget(rule, target).promised };
}

function findTarget(rule: DecisionRule, target: number): TargetThresholds {
  const targets = rule.calibration?.targets ?? [];
  const found = targets.find((one) => one.target === target);
  if (found !== undefined) return found;
  throw new HedgeError(
    "bad-usage",
    targets.length === 0
      ? "This model has no calibrated targets; leave out target."
      : `This model's targets are ${targets.map((one) => one.target).join(", ")}; take one of them.`,
  );
}
