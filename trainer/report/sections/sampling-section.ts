import type { Approximate } from "../../diagnostics/diagnose.ts";
import type { Quantity, QuantitySummary } from "../../diagnostics/summary.ts";
import { foreign, type Html, html, trusted } from "../html.ts";
import { energyPlot, rankPlot, tracePlot } from "../plots/chain-plots.ts";
import { newDocument } from "../plots/document.ts";
import type { ReportInput } from "../report-input.ts";
import { numberCell, sortableTable } from "../tables.ts";

/** Logits in the table, those of the largest R-hat. */
const listedLogits = 20;

/** For statisticians: how the chains mixed. */
export function samplingSection({ diagnosis, sampled }: NonNullable<ReportInput["sampling"]>): Html {
  const { quantities, chains, training } = diagnosis;
  const plotted = plottedQuantities(quantities, sampled.quantities);
  const draw = newDocument();
  return html`<section id="sampling"><h2>For statisticians: the chains</h2>
<p>The sampling is ${training.verdict}. ${training.reasons.join(" ")}${describeApproximate(sampled.approximate)}</p>
${sortableTable(
  ["chain", "draws", "step size", "mean acceptance", "divergences", "at the greatest depth", "E-BFMI"],
  chains.map((chain, k) => [
    k + 1,
    chain.draws,
    { shown: chain.stepSize.toPrecision(3), sortBy: chain.stepSize },
    numberCell(chain.meanAcceptance, 3),
    chain.divergences,
    chain.maxDepthHits,
    numberCell(chain.eBfmi, 2),
  ]),
  [0, 1, 2, 3, 4, 5, 6],
)}
${plotted.map(
  (quantity) => html`<figure>${trusted(tracePlot(draw, quantity).toString())}
${trusted(rankPlot(draw, quantity).toString())}
<figcaption>Trace and ranks of ${foreign(quantity.name)}. Chains that agree lie over each other, and all bars reach about the dashed
line.</figcaption></figure>`,
)}
<figure>${trusted(
    energyPlot(
      draw,
      sampled.chains.map(({ energies }) => energies),
    ).toString(),
  )}
<figcaption>Energies less their mean (blue), and their changes from draw to draw (orange). Orange much narrower than blue would mean
that tails are explored slowly.</figcaption></figure>
<p>All scales that are learned, the log density, and the ${listedLogits} watched logits with the largest R-hat:</p>
${sortableTable(
  ["quantity", "mean", "sd", "5 %", "95 %", "R-hat", "bulk ESS", "tail ESS", "MCSE"],
  listedQuantities(quantities).map((one) => [
    foreign(one.name),
    ...[one.mean, one.sd, one.q5, one.q95].map((value) => numberCell(value, 3)),
    numberCell(one.rHat, 3),
    numberCell(one.bulkEss, 0),
    numberCell(one.tailEss, 0),
    numberCell(one.mcseMean, 4),
  ]),
  [1, 2, 3, 4, 5, 6, 7, 8],
)}
</section>`;
}

function describeApproximate(approximate: Approximate | null = null): string {
  if (approximate === null) return "";
  return ` ${subject(approximate)} so many coefficients that the draws are approximate; with --exact they are exact.`;
}

function subject(approximate: Approximate): string {
  if (approximate === "model") return "The model has";
  return approximate.nodes === 1 ? "One node has" : `${approximate.nodes} nodes have`;
}

/** The log density, and the quantities of the largest R-hat and the smallest ESS. */
function plottedQuantities(
  summaries: readonly QuantitySummary[],
  quantities: readonly Quantity[],
): Quantity[] {
  const logDensity = summaries.findIndex(({ kind }) => kind === "log-density");
  const indices = [...summaries.keys()];
  const most = (size: (one: QuantitySummary) => number) =>
    indices.reduce((best, k) => {
      const [one, other] = [summaries[k], summaries[best]];
      return one && other && size(one) > size(other) ? k : best;
    }, 0);
  const chosen = [logDensity, most(({ rHat }) => rHat || 0), most(({ bulkEss }) => -bulkEss || 0)];
  return [...new Set(chosen)].flatMap((k) => quantities[k] ?? []);
}

function listedQuantities(quantities: readonly QuantitySummary[]): QuantitySummary[] {
  const logits = quantities
    .filter(({ kind }) => kind === "logit")
    .sort((a, b) => (b.rHat || 0) - (a.rHat || 0))
    .slice(0, listedLogits);
  return [...quantities.filter(({ kind }) => kind !== "logit"), ...logits];
}
