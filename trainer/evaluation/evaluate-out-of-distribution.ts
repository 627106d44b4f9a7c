import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Path } from "../../shared/tree/taxonomy.ts";
import type { Columns } from "../data/columns/columns.ts";
import { type RowOptions, readRows } from "../data/read-rows.ts";
import { withoutEmptyEnd } from "../data/usable-rows.ts";
import { type CalibratedPrediction, calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "./out-of-distribution.ts";

/** Results for titles of no class of the model. */
export type OutOfDistributionReport = {
  /** Titles of no top class; null if there are none. */
  readonly outside: OutOfDistributionMetrics | null;
  /** Titles of a top class, but of none of its children. */
  readonly subcategory: OutOfDistributionMetrics | null;
  /** Rows left out, since their class is one of the model's. */
  readonly inTaxonomy: number;
};

/** Reads titles with as much of a path as they have; files without columns of classes have none. */
export async function readOutOfDistributionTitles(
  files: readonly string[],
  columns: Columns,
  options: RowOptions = {},
): Promise<{ readonly titles: string[]; readonly paths: Path[] }> {
  const { rows } = await readRows(files, columns, options).catch((error) => {
    const noClasses = error instanceof HedgeError && error.code === "missing-column";
    return noClasses ? readRows(files, { title: columns.title, levels: [] }, options) : Promise.reject(error);
  });
  return {
    titles: rows.map(({ title }) => title),
    paths: rows.map(({ path }) => withoutEmptyEnd(path)),
  };
}

/**
 * Evaluates a model on titles of classes that it does not have.
 *
 * @param inDistribution predictions for titles of the model's own classes, for the AUROC
 */
export function evaluateOutOfDistribution(
  model: Model,
  { titles, paths }: { readonly titles: readonly string[]; readonly paths: readonly Path[] },
  inDistribution: readonly CalibratedPrediction[],
): OutOfDistributionReport {
  const predictions = calibratePredictions(
    model,
    predictTitles(model, outOfDistributionTitles(model.tree, titles, paths)),
  );
  const metrics = (some: readonly CalibratedPrediction[]) =>
    some.length > 0 ? outOfDistributionMetrics(model, some, inDistribution) : null;
  return {
    outside: metrics(predictions.filter(({ raw }) => raw.truth === 0)),
    subcategory: metrics(predictions.filter(({ raw }) => raw.truth > 0)),
    inTaxonomy: titles.length - predictions.length,
  };
}
