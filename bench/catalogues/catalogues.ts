import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { plainWords } from "../../shared/text/feature-options.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { buildDesignMatrix } from "../../trainer/features/design-matrix.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { type Preset, presets } from "../../trainer/model/preset.ts";
import type { PresetName } from "../../trainer/model/preset-names.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import type { Notes } from "../harness/available-peers.ts";

/** A catalogue to measure on. `titles`: how many to take of it; all if absent. */
export type Catalogue = {
  readonly name: string;
  readonly file: string;
  readonly levels: readonly string[];
  readonly titles?: number;
};

const bundled = {
  name: "bundled catalogue",
  file: "data/sample/products.csv",
  levels: ["parent", "child"],
} as const;

/** The bundled catalogue, and the real ones that may lie beside the repository. */
export const catalogues = {
  small: { ...bundled, titles: 60 },
  bundled,
  amazon: { name: "amazon", file: "../shared/data/amazon/titles.csv", levels: ["parent", "child"] },
  jobs: { name: "jobs", file: "../shared/data/jobs/titles.csv", levels: ["major_group", "soc6"] },
} as const satisfies Record<string, Catalogue>;
export type CatalogueName = keyof typeof catalogues;
export const catalogueNames = Object.keys(catalogues) as CatalogueName[];

/** Presets whose density the peers know too. */
export const benchPresetNames = ["default", "bayes"] as const satisfies readonly PresetName[];
export type BenchPresetName = (typeof benchPresetNames)[number];

/**
 * The density of a preset on words as they stand. Features are fixed here, so that figures of two
 * releases are about the same matrices. Words in fewer than `leastTitles` titles are dropped.
 */
export function benchPreset(name: BenchPresetName, leastTitles: number): Preset {
  return { ...presets[name], features: { ...plainWords, minDocumentFrequency: leastTitles } };
}

/** What `npm run bench` is told. */
export type BenchOptions = {
  readonly json?: true;
  readonly seed: number;
  readonly preset: BenchPresetName;
  readonly sizes?: CatalogueName[];
  readonly seconds?: number;
  readonly warmup?: number;
  readonly draws?: number;
  readonly keep?: string;
  readonly model: string;
  readonly data: string;
  readonly turn: number;
  readonly soak: number;
};

/** A catalogue as a regression. */
export type BenchProblem = Awaited<ReturnType<typeof readCatalogue>>;

/** Whether the file of a catalogue is there. */
export function hasCatalogue({ file }: Catalogue): boolean {
  return existsSync(pathOf(file));
}

/**
 * Reads a catalogue as `train` does.
 *
 * @param sample numbers of distinct titles to learn from and of others to predict, chosen by
 *   `seed`; null for all titles
 */
export async function readCatalogue(
  { name, file, levels }: Catalogue,
  preset: Preset,
  sample: { readonly titles: number; readonly heldOut: number; readonly seed: number } | null,
) {
  const { rows } = await readRows([pathOf(file)], { title: "title", levels });
  let [kept, heldOutTitles] = [rows, [] as string[]];
  if (sample) {
    const { titles, heldOut, seed } = sample;
    const distinct = new Set(rows.map(({ title }) => title)).size;
    const some = splitByTitle(rows, Math.min(1, (titles + heldOut) / distinct), seed).heldOut;
    const split = splitByTitle(some, heldOut / (titles + heldOut), seed);
    kept = split.kept;
    heldOutTitles = [...new Set(split.heldOut.map(({ title }) => title))];
  }
  const dataSet = buildDataSet({ rows: kept, skipped: [] }, { levels, keepDuplicates: false });
  const { vocabulary, problem } = presetRegression({ ...preset, classNames: false }, dataSet);
  const heldOutRows = heldOutTitles.map(vectoriser(vocabulary));
  return {
    name: sample ? `${name}, ${sample.titles} titles` : name,
    problem,
    /** Held-out titles as rows of the same features, or null. */
    heldOut: heldOutRows.length > 0 ? buildDesignMatrix(heldOutRows, problem.design.features) : null,
  };
}

/** Measures on each catalogue, with an empty folder each; notes those that are missing. */
export async function onEachCatalogue<Result>(
  { seed, preset }: Pick<BenchOptions, "seed" | "preset">,
  names: readonly CatalogueName[],
  notes: Notes,
  measure: (found: BenchProblem, folder: string, name: CatalogueName) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of names) {
    const catalogue: Catalogue = catalogues[name];
    if (!hasCatalogue(catalogue)) {
      notes.skipped.add(`${catalogue.name}: there is no ${catalogue.file}`);
      continue;
    }
    const { titles } = catalogue;
    const sample = titles ? { titles, heldOut: 0, seed } : null;
    const found = await readCatalogue(catalogue, benchPreset(preset, 1), sample);
    results.push(await withTemporaryFolder("hedge-bench-", (folder) => measure(found, folder, name)));
  }
  return results;
}

/** Sizes that times are compared by. */
export function sizeOf(problem: Problem) {
  const { features, leaves, rows, dimension } = parameterLayout(problem);
  const nonZeros = problem.design.rowFeature.length;
  // `products`: multiplications of X beta, once.
  return { rows, features, leaves, nonZeros, dimension, products: nonZeros * leaves };
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

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url));
}
