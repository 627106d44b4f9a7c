import type { PackingLoss } from "../../../shared/artifact/model.ts";
import type { PosteriorForm } from "../../../shared/artifact/posterior-form.ts";

/** How a posterior is packed, in a few words. */
export function showForm({ kind, draws, meanBits, nodes }: PosteriorForm): string {
  if (kind === "factorised") return `${nodes} nodes of moments with means of ${meanBits} bits`;
  return kind === "draws" ? `${draws} draws` : `moments with means of ${meanBits} bits`;
}

/** What packing cost, in a sentence. */
export function showLoss({
  titles,
  source,
  kl,
  klP99,
  agreement,
  noise,
  halvesAgreement,
}: PackingLoss): string {
  return (
    `${kl.toPrecision(3)} nats from the predictive of all draws (99 % of ${titles} ${source} titles within ${klP99.toPrecision(3)}), ` +
    `same first class in ${percent(agreement)}; the draws themselves are ${noise.toPrecision(3)} nats from the exact one ` +
    `and their halves agree in ${percent(halvesAgreement)}`
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
