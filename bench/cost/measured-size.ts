import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { presets } from "../../trainer/model/preset.ts";
import type { PresetName } from "../../trainer/model/preset-names.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import { measureStep } from "../../trainer/train/plan/measure-step.ts";
import { profiles } from "../catalogues/synthetic/profiles.ts";
import { syntheticTitles } from "../catalogues/synthetic/synthetic-titles.ts";
import { levelCounts, makeTree } from "../catalogues/synthetic/synthetic-tree.ts";

/** A size of catalogue: titles, and classes of the last of three levels. */
export type CatalogueSize = { readonly titles: number; readonly classes: number };

/** What a step of a chain depends on. */
export type ProblemSize = {
  readonly rows: number;
  readonly features: number;
  readonly leaves: number;
  /** Classes below the root, V. */
  readonly columns: number;
  readonly nonZeros: number;
};

/** The size of a catalogue and of its problem, and what they cost. */
export type MeasuredSize = CatalogueSize &
  ProblemSize & {
    /** Processor seconds of a leapfrog step on one thread. */
    readonly secondsPerStep: number;
    /** Processor seconds that building the problem takes. */
    readonly buildSeconds: number;
  };

/** Makes a synthetic catalogue, builds its problem without word vectors, and times a step. */
export function measureSize(
  { titles, classes }: CatalogueSize,
  preset: PresetName,
  seed: number,
): MeasuredSize {
  const profile = profiles.amazon;
  const made = syntheticTitles(makeTree(levelCounts(classes, 3), profile.classSpread, seed), profile, seed);
  const rows = Array.from({ length: titles }, (_, k) => ({ ...made.next().value, file: "", row: k + 2 }));
  const levels = ["level1", "level2", "level3"];
  const dataSet = buildDataSet({ rows, skipped: [] }, { levels, keepDuplicates: false });
  const began = processorTime();
  const { problem } = presetRegression(presets[preset], dataSet, []);
  const buildSeconds = (processorTime() - began) / 1000;
  const { design, tree } = problem;
  return {
    titles,
    classes,
    rows: design.rows,
    features: design.features,
    leaves: tree.leaves.length,
    columns: tree.nodeCount - 1,
    nonZeros: design.rowFeature.length,
    secondsPerStep: measureStep(problem).seconds,
    buildSeconds,
  };
}

/** Processor time of this process, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
