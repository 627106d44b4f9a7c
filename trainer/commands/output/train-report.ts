import { basename } from "node:path";
import type { Model } from "../../../shared/artifact/model.ts";
import { leftOutMetrics } from "../../evaluation/scores/left-out-classes.ts";
import type { ScoredTitles } from "../../evaluation/scores/score-titles.ts";
import type { CalibratedPrediction } from "../../predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../predictions/predict-titles.ts";
import { describeRareTerms } from "../../train/terms/describe-terms.ts";
import type { TrainResult } from "../../train/train-model.ts";
import { showForm, showLoss } from "./posterior-lines.ts";
import { showTargets } from "./target-lines.ts";
import { verdictLines } from "./verdict-lines.ts";

/** The report of a training run, an HTML page. */
export async function trainReport(
  result: TrainResult,
  model: Model,
  scored: ScoredTitles<CalibratedPrediction<LeaveClassOutPrediction>> | null,
): Promise<string> {
  // Loaded where it is used, because it takes a while.
  const { reportPage } = await import("../../report/report-page.ts");
  const {
    summary,
    folder,
    targets,
    wrongLabels,
    dataSet,
    heldOut,
    diagnosis,
    sampled,
    predicted,
    rare,
    naiveBayes,
  } = result;
  const [verdict = "", ...reasons] = verdictLines(summary, folder);
  const how =
    predicted?.source === "cross-fit"
      ? "Every title is predicted by chains that have not seen it (cross-fitting)."
      : "All figures are of titles set aside, which the chains have not seen.";
  const leftOut = rare ? ` ${describeRareTerms(rare)}.` : "";
  const added = naiveBayes > 0 ? ` Its coefficients have a share of ${naiveBayes} of naive Bayes.` : "";
  const left = scored && leftOutMetrics(model, scored.predictions);
  return reportPage({
    name: basename(result.model),
    summary: [...(scored?.quality ?? []), showTargets(targets, wrongLabels), [verdict, ...reasons].join(" ")],
    model,
    source: `${scored ? how : "Nothing calibrates this model, so there are no figures."} The posterior is packed as ${showForm(result.posterior)}: ${showLoss(result.loss)}.${leftOut}${added}`,
    scored,
    dataSet,
    otherTitles: heldOut,
    unseen: [
      ...(left?.subcategory ? [{ name: "without their own class", metrics: left.subcategory }] : []),
      ...(left ? [{ name: "without their top class", metrics: left.outside }] : []),
    ],
    sampling: { diagnosis, sampled },
  });
}
