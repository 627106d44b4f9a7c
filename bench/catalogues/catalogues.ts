import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainWords } from "../../shared/text/feature-options.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { splitByTitle } from "../../trainer/data/split-by-title.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { type Preset, presets } from "../../trainer/model/preset.ts";
import type { PresetName } from "../../trainer/model/preset-names.ts";
import { parameterLayout } from "../../trainer/model/problem.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import type { Study } from "../harness/study.ts";

type Catalogue = {
  readonly name: string;
  readonly file: string;
  readonly levels: readonly string[];
  readonly titles?: number;
};

const levels = ["parent", "child"];
const bundled = { name: "bundled catalogue", file: "data/sample/products.csv", levels };

/** The bundled catalogue, and the real ones that may lie beside the repository. */
export const catalogues = {
  small: { ...bundled, titles: 60 },
  bundled,
  amazon: { name: "amazon", file: "../shared/data/amazon/titles.csv", levels },
  jobs: { name: "jobs", file: "../shared/data/jobs/titles.csv", levels: ["major_group", "soc6"] },
} as const satisfies Record<string, Catalogue>;
/** Name of a catalogue, as `--sizes` takes it. */
export type CatalogueName = keyof typeof catalogues;
/** Names of all catalogues. */
export const catalogueNames = Object.keys(catalogues) as CatalogueName[];

/** Presets whose density the peers know too. */
export const benchPresetNames = ["default", "bayes"] as const satisfies readonly PresetName[];

/**
 * The density of a preset on words as they stand. Features are fixed here, so that figures of two
 * releases are about the same matrices. Words in fewer than `leastTitles` titles are dropped.
 */
export function benchPreset(name: BenchOptions["preset"], leastTitles: number): Preset {
  return { ...presets[name], features: { ...plainWords, minDocumentFrequency: leastTitles } };
}

/** Options of `bench` as they are given. */
export type BenchOptions = {
  readonly json?: true;
  readonly seed: number;
  readonly preset: (typeof benchPresetNames)[number];
  readonly sizes?: CatalogueName[];
  readonly seconds?: number;
  readonly warmup?: number;
  readonly draws?: number;
  readonly keep?: string;
  readonly model: string;
  readonly data: string;
  readonly soak: number;
};

/** A catalogue as a problem to sample. */
export type BenchProblem = Awaited<ReturnType<typeof readCatalogue>>;

/** Whether the file of a catalogue is there. */
export function hasCatalogue({ file }: Catalogue): boolean {
  return existsSync(inRepository(file));
}

/** Reads a catalogue, or a sample of its titles, and builds the problem of a preset on it. */
export async function readCatalogue(
  { name, file, levels }: Catalogue,
  preset: Preset,
  sample: { readonly titles: number; readonly heldOut: number; readonly seed: number } | null,
) {
  const { rows } = await readRows([inRepository(file)], { title: "title", levels });
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
  const { vocabulary, problem } = presetRegression({ ...preset, classNames: false }, dataSet, []);
  const { features, leaves, rows: count, dimension } = parameterLayout(problem);
  const nonZeros = problem.design.rowFeature.length;
  const { scalePriors, likelihoodPower } = problem;
  const priors = [...new Set(scalePriors.map(describePrior))].join(" and ");
  return {
    name: sample ? `${name}, ${sample.titles} titles` : name,
    problem,
    heldOut: heldOutTitles.map(vectoriser(vocabulary)),
    /** Sizes that times are compared by. `products`: multiplications of X beta, once. */
    size: { rows: count, features, leaves, nonZeros, dimension, products: nonZeros * leaves },
    density: `scales ${priors}; likelihood to the power ${likelihoodPower}`,
  };
}

/** Measures on each catalogue, with an empty folder each; notes those that are missing. */
export async function onEachCatalogue<Result>(
  { options: { seed, preset, sizes }, skipped }: Study<BenchOptions>,
  measure: (found: BenchProblem, folder: string, name: CatalogueName) => Promise<Result>,
  usual = catalogueNames,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of sizes ?? usual) {
    const catalogue: Catalogue = catalogues[name];
    const { titles, file } = catalogue;
    if (hasCatalogue(catalogue)) {
      const sample = titles ? { titles, heldOut: 0, seed } : null;
      const found = await readCatalogue(catalogue, benchPreset(preset, 1), sample);
      results.push(await withTemporaryFolder("hedge-bench-", (folder) => measure(found, folder, name)));
    } else skipped.add(`${catalogue.name}: there is no ${file}`);
  }
  return results;
}

function describePrior(prior: ScalePrior): string {
  if (prior.kind === "half-normal") return `HalfNormal(${prior.scale})`;
  if (prior.kind === "fixed") return `fixed at ${Number(prior.value.toPrecision(4))}`;
  return `InverseGamma(${prior.shape}, ${prior.rate})`;
}

function inRepository(file: string): string {
  return join(import.meta.dirname, "../..", file);
}
