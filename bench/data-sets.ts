import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { plainWords } from "../shared/text/feature-options.ts";
import { vectoriser } from "../shared/text/vocabulary.ts";
import { buildDataSet } from "../trainer/data/build-data-set.ts";
import { readRows } from "../trainer/data/read-rows.ts";
import { splitByTitle } from "../trainer/data/split-by-title.ts";
import { type DesignMatrix, designMatrix } from "../trainer/features/design-matrix.ts";
import { type Preset, presets } from "../trainer/model/preset.ts";
import type { PresetName } from "../trainer/model/preset-names.ts";
import { type Problem, parameterLayout } from "../trainer/model/problem.ts";
import { presetRegression } from "../trainer/model/regression.ts";
import type { ScalePrior } from "../trainer/model/scale-prior.ts";

/** A catalogue to measure on. `titles`: this many of it, for those who cannot hold more. */
export type Catalogue = {
  readonly name: string;
  readonly file: string;
  readonly levels: readonly string[];
  readonly titles?: number;
};

/** The bundled catalogue, and the real ones that may lie beside the repository. */
export const catalogues = {
  small: {
    name: "bundled catalogue",
    file: "data/sample/products.csv",
    levels: ["parent", "child"],
    titles: 60,
  },
  bundled: { name: "bundled catalogue", file: "data/sample/products.csv", levels: ["parent", "child"] },
  amazon: { name: "amazon", file: "../shared/data/amazon/titles.csv", levels: ["parent", "child"] },
  jobs: { name: "jobs", file: "../shared/data/jobs/titles.csv", levels: ["major_group", "soc6"] },
} as const satisfies Record<string, Catalogue>;

/** Presets whose density the peers know too. */
export const benchPresetNames = ["default", "bayes"] as const satisfies readonly PresetName[];
export type BenchPresetName = (typeof benchPresetNames)[number];

/**
 * The density of a preset on words as they stand. Features are fixed here, so that figures of two releases are about the same
 * matrices. `leastTitles`: words in fewer titles are dropped.
 */
export function benchPreset(name: BenchPresetName, leastTitles: number): Preset {
  return { ...presets[name], features: { ...plainWords, minDocumentFrequency: leastTitles } };
}

/** What is sampled, in words: priors of scales and the likelihood's power. */
export function describeDensity({ scalePriors, likelihoodPower }: Problem): string {
  const priors = [...new Set(scalePriors.map(describePrior))];
  return `scales ${priors.join(" and ")}; likelihood to the power ${likelihoodPower}`;
}

function describePrior(prior: ScalePrior): string {
  switch (prior.kind) {
    case "half-normal":
      return `HalfNormal(${prior.scale})`;
    case "inverse-gamma":
      return `InverseGamma(${prior.shape}, ${prior.rate})`;
    case "fixed":
      return `fixed at ${Number(prior.value.toPrecision(4))}`;
  }
}

/** A catalogue as a regression. */
export type BenchProblem = {
  readonly name: string;
  readonly problem: Problem;
  /** Held-out titles as rows of the same features, or null. */
  readonly heldOut: DesignMatrix | null;
};

/** Sizes that times are compared by. */
export type Size = {
  readonly rows: number;
  readonly features: number;
  readonly leaves: number;
  readonly nonZeros: number;
  readonly dimension: number;
  /** Non-zeros of X times leaves: multiplications of X beta, once. */
  readonly products: number;
};

/** Whether a catalogue's file is there. */
export function isThere({ file }: Catalogue): boolean {
  return existsSync(path(file));
}

/**
 * Reads a catalogue as `train` does. `sample`: this many distinct titles (chosen by `seed`) to learn from, and `heldOut` others to predict; null for all
 * titles.
 */
export async function readCatalogue(
  { name, file, levels }: Catalogue,
  preset: Preset,
  sample: { readonly titles: number; readonly heldOut: number; readonly seed: number } | null,
): Promise<BenchProblem> {
  const { rows } = await readRows([path(file)], { title: "title", levels });
  let kept = rows;
  let heldOutTitles: string[] = [];
  if (sample) {
    const distinct = new Set(rows.map(({ title }) => title)).size;
    const some = splitByTitle(
      rows,
      Math.min(1, (sample.titles + sample.heldOut) / distinct),
      sample.seed,
    ).heldOut;
    const split = splitByTitle(some, sample.heldOut / (sample.titles + sample.heldOut), sample.seed);
    kept = split.kept;
    heldOutTitles = [...new Set(split.heldOut.map(({ title }) => title))];
  }
  const dataSet = buildDataSet({ rows: kept, skipped: [] }, { levels, keepDuplicates: false });
  const { vocabulary, problem } = presetRegression({ ...preset, classNames: false }, dataSet);
  const rowOf = vectoriser(vocabulary);
  return {
    name: sample ? `${name}, ${sample.titles} titles` : name,
    problem,
    heldOut:
      heldOutTitles.length > 0 ? designMatrix(heldOutTitles.map(rowOf), problem.design.features) : null,
  };
}

/** The sizes of a problem. */
export function sizeOf(problem: Problem): Size {
  const { features, leaves, rows, dimension } = parameterLayout(problem);
  const nonZeros = problem.design.rowFeature.length;
  return { rows, features, leaves, nonZeros, dimension, products: nonZeros * leaves };
}

function path(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
