import { table } from "../trainer/commands/table.ts";
import type { AgreementReport } from "./agreement.ts";
import { showMachine } from "./show-machine.ts";

/** The report for people. */
export function showAgreement(report: AgreementReport): string {
  const { name, density, size, heldOut, samplers, scales, families, totalVariation } = report;
  return [
    showMachine(report.machine, report.seed, report.versions),
    `${name}: ${size.rows} rows, ${size.features} features, ${size.leaves} leaves; ${density}; ${heldOut} held-out titles`,
    ...samplers.map(
      (one) =>
        `${one.name}: ${one.chains} chains of ${one.warmup} + ${one.draws}, ${(one.warmUpSeconds + one.drawSeconds).toFixed(0)} s, ${one.divergences} divergences, R-hat of scales and logits at most ${one.maxRHat.toFixed(3)}, bulk ESS at least ${one.minEss.toFixed(0)}`,
    ),
    "",
    ...(scales.length > 0 ? [scaleTable(scales)] : []),
    ...families.map((family) =>
      [
        `${family.name} (${family.comparisons}): ${family.agree ? "agree" : "DISAGREE"}`,
        `  largest |z| of a mean ${family.largestZMean.toFixed(2)}, of a variance ${family.largestZVariance.toFixed(2)} (as many independent ones: ${family.typicalLargest.toFixed(2)}); limit ${family.limit.toFixed(2)} (false alarm ${family.falseAlarm})`,
        `  root mean square of z: means ${family.rmsZMean.toFixed(2)}, variances ${family.rmsZVariance.toFixed(2)}; largest difference of means ${family.largestDifference.toPrecision(2)}`,
        `  least ESS ${family.minEss[0].toFixed(0)} and ${family.minEss[1].toFixed(0)}, R-hat at most ${family.maxRHat.toFixed(3)}`,
        "",
      ].join("\n"),
    ),
    `total variation between the predictives of a held-out title: mean ${totalVariation.mean.toFixed(4)}, largest ${totalVariation.largest.toFixed(4)}`,
    "",
  ].join("\n");
}

function scaleTable(scales: AgreementReport["scales"]): string {
  return table(
    ["scale of the children of", "mean", "NumPyro", "z", "sd", "NumPyro", "z", "ESS", "NumPyro"],
    scales.map(({ name: group, means, sds, zMean, zVariance, ess }) => [
      ...[group, means[0].toFixed(3), means[1].toFixed(3), zMean.toFixed(2)],
      ...[sds[0].toFixed(3), sds[1].toFixed(3), zVariance.toFixed(2), ess[0].toFixed(0), ess[1].toFixed(0)],
    ]),
  );
}
