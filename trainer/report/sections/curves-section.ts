import type { PredictionMetrics } from "../../evaluation/evaluate-model.ts";
import { type Html, html, trusted } from "../html.ts";
import { curvesPlot } from "../plots/curves.ts";
import { newDocument } from "../plots/document.ts";
import { numberCell, shareCell, sortableTable } from "../tables.ts";

/** Reliability, accuracy against coverage, and what each target comes to. */
export function curvesSection({ levels, targets, answers, fallback }: PredictionMetrics): Html {
  const plot = trusted(curvesPlot(newDocument(), levels, targets).toString());
  const names = fallback.slice(1).map(({ level }) => level ?? "");
  const asked = [
    ...targets.map((one) => ({ ...one, name: one.target.toFixed(2), proven: one.promised ? "yes" : "no" })),
    { ...answers, answeredAt: fallback, name: "none asked for", proven: "" },
  ];
  return html`<section id="curves"><h2>How sure, and how right</h2>
<figure>${plot}<figcaption>Left: of the titles whose most probable class has this probability, so many are right. Dots on the dashed line
are exactly calibrated, bars are 90 % intervals. Right: accuracy of the titles answered first. Diamonds are the targets: the share of
titles answered at any level, and the share of these answers that is right.</figcaption></figure>
${sortableTable(
  ["target", "proven", "answered", "right", ...names.map((name) => `answered at ${name}`)],
  asked.map(({ name, proven, coverage, accuracy, answeredAt }) => [
    name,
    proven,
    shareCell(coverage),
    shareCell(accuracy),
    ...answeredAt.slice(1).map(({ share }) => shareCell(share)),
  ]),
  [2, 3, ...names.map((_, k) => 4 + k)],
)}
<p>By level, with every title answered:</p>
${sortableTable(
  ["level", "titles", "right", "log-loss (nats)", "calibration error", "of which chance alone makes"],
  levels.map(({ name, titles, accuracy, logLoss, ece, eceOfChance }) => [
    name,
    titles,
    shareCell(accuracy),
    numberCell(logLoss, 3),
    numberCell(ece, 3),
    numberCell(eceOfChance, 3),
  ]),
  [1, 2, 3, 4, 5],
)}
</section>`;
}
