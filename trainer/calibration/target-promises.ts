import type { DecisionRule } from "../../shared/artifact/model.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";

/** Whether a model promises a target, and what is missing where it does not. */
export type TargetPromise = {
  readonly target: number;
  /** Whether its calibration titles prove that this share of the answers is right. */
  readonly promised: boolean;
  /**
   * About how many more calibration titles would prove it: 0 where it is promised, null where the
   * answers to them are not accurate enough at any threshold.
   */
  readonly moreTitles: number | null;
  /** Titles that calibrate. */
  readonly calibrationTitles: number;
};

/** What a decision rule promises of each of its targets, ascending. Nothing without calibration. */
export function targetPromises({ calibration }: Pick<DecisionRule, "calibration">): TargetPromise[] {
  if (calibration === null) return [];
  return calibration.targets.map(({ target, promised, titlesNeeded }) => ({
    target,
    promised,
    moreTitles: missingTitles(promised, titlesNeeded, calibration.titles),
    calibrationTitles: calibration.titles,
  }));
}

function missingTitles(promised: boolean, needed: number | null, titles: number): number | null {
  if (promised) return 0;
  // An estimate: it can be no more than there are, though those do not prove it.
  return needed === null ? null : Math.max(1, needed - titles);
}

/**
 * Share of the labels that are wrong, as far as the calibration titles show. Label noise is of any
 * class, the right one among them: see `PowerMap`.
 */
export function wrongLabels(
  { calibration }: Pick<DecisionRule, "calibration">,
  { leaves }: Pick<TreeIndex, "leaves">,
): number {
  return (calibration?.sharpening.labelNoise ?? 0) * (1 - 1 / leaves.length);
}
