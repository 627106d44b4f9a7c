import { basename } from "node:path";
import type { Model } from "../../../shared/artifact/model.ts";
import type { OutOfDistributionReport } from "../../evaluation/evaluate-out-of-distribution.ts";
import type { ScoredTitles } from "../../evaluation/scores/score-titles.ts";

/** The report of an evaluation, an HTML page. */
export async function evaluationReport(
  file: string,
  model: Model,
  scored: ScoredTitles,
  outOfDistribution: OutOfDistributionReport | undefined,
): Promise<string> {
  // Loaded where it is used, because it takes a while.
  const { reportPage } = await import("../../report/report-page.ts");
  const { outside, subcategory } = outOfDistribution ?? {};
  const { verdict, reasons } = model.training.diagnostics;
  return reportPage({
    name: basename(file),
    summary: [...scored.quality, [`The sampling was ${verdict}.`, ...reasons].join(" ")],
    model,
    source: "All figures are of the titles given to evaluate.",
    scored,
    unseen: [
      ...(subcategory ? [{ name: "of an unseen subcategory", metrics: subcategory }] : []),
      ...(outside ? [{ name: "of no class", metrics: outside }] : []),
    ],
  });
}
