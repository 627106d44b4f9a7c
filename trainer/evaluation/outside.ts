import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Path } from "../../shared/tree/taxonomy.ts";
import { type Columns, readRows } from "../data/read-rows.ts";
import { type CalibratedPrediction, calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "./out-of-distribution.ts";

/** Titles of no class of the model: of no department, and of a department but of none of its classes. */
export type OutsideMetrics = {
  readonly outside: OutOfDistributionMetrics | null;
  readonly subcategory: OutOfDistributionMetrics | null;
  /** Rows left out, since their class is one of the model's. */
  readonly inTaxonomy: number;
};

/** Reads titles with as much of a path as they have; a file without the columns of classes has none. */
export async function readOutOfDistributionTitles(
  files: readonly string[],
  columns: Columns,
): Promise<{ readonly titles: string[]; readonly paths: Path[] }> {
  const { rows } = await readRows(files, columns).catch((error) => {
    const noClasses = error instanceof HedgeError && error.code === "missing-column";
    return noClasses ? readRows(files, { ...columns, levels: [] }) : Promise.reject(error);
  });
  return {
    titles: rows.map(({ title }) => title),
    paths: rows.map(({ path }) => path.slice(0, path.findLastIndex((label) => label !== "") + 1)),
  };
}

/** @param familiar titles of the model's own classes, for the AUROC */
export function evaluateOutside(
  model: Model,
  { titles, paths }: { readonly titles: readonly string[]; readonly paths: readonly Path[] },
  familiar: readonly CalibratedPrediction[],
): OutsideMetrics {
  const strangers = calibratePredictions(
    model,
    predictTitles(model, outOfDistributionTitles(model.tree, titles, paths)),
  );
  const metrics = (some: readonly CalibratedPrediction[]) =>
    some.length > 0 ? outOfDistributionMetrics(model, some, familiar) : null;
  return {
    outside: metrics(strangers.filter(({ forecast }) => forecast.truth === 0)),
    subcategory: metrics(strangers.filter(({ forecast }) => forecast.truth > 0)),
    inTaxonomy: titles.length - strangers.length,
  };
}
