import type { DataSet } from "./data-set.ts";
import { findRepeats } from "./repeated-rows.ts";
import { splitByTitle } from "./split-by-title.ts";

/** A data set in two parts that share no title. */
export type CalibrationSplit = {
  /** Titles that the chains see, with their leaves as positions in `tree.leaves`. */
  readonly training: { readonly titles: readonly string[]; readonly labels: readonly number[] };
  /** Titles that they do not see, each once for a class, with the nodes of their leaves. */
  readonly calibrating: readonly { readonly title: string; readonly leaf: number }[];
};

/**
 * Sets a share of the titles aside for calibration, by the same ranking as `--holdout`. The
 * taxonomy keeps all classes. A class whose few titles are all set aside is known by its name and
 * its parent.
 */
export function splitForCalibration(dataSet: DataSet, share: number, seed: number): CalibrationSplit {
  const rows = dataSet.titles.map((title, i) => ({ title, label: dataSet.labels[i] ?? 0 }));
  const { kept, heldOut } = splitByTitle(rows, share, seed);
  const isRepeat = findRepeats(
    heldOut.map(({ title }) => title),
    heldOut.map(({ label }) => label),
  );
  const distinct = heldOut.filter((_, i) => !isRepeat[i]);
  return {
    training: { titles: kept.map(({ title }) => title), labels: kept.map(({ label }) => label) },
    calibrating: distinct.map(({ title, label }) => ({ title, leaf: dataSet.tree.leaves[label] ?? 0 })),
  };
}
