import type { DecisionRule } from "../artifact/model.ts";
import { HedgeError } from "../errors.ts";
import type { Demand } from "./demand.ts";

/**
 * The thresholds of every level that a request comes to. A target takes those that were calibrated for it; a least probability takes the place of the
 * model's own, or raises those of the target beside it.
 *
 * @throws HedgeError `bad-usage` for a target that the model has no thresholds for
 */
export function thresholdsFor(rule: DecisionRule, { target, min }: Demand): readonly number[] {
  if (target === undefined) return min === undefined ? rule.thresholds : rule.thresholds.map(() => min);
  const targets = rule.calibration?.targets ?? [];
  const found = targets.find((one) => one.target === target);
  if (found !== undefined) return found.thresholds.map((threshold) => Math.max(threshold, min ?? 0));
  throw new HedgeError(
    "bad-usage",
    targets.length === 0
      ? "This model has no calibrated targets; leave out target."
      : `This model's targets are ${targets.map((one) => one.target).join(", ")}; take one of them.`,
  );
}
