import type { AgreementReport } from "./agreement.ts";
import { markdownTable } from "./markdown-table.ts";

/** R-hat above this says that chains are too short to know their own Monte Carlo error. */
const largestRHat = 1.01;

/** The report for people: a section of `docs/agreement.md`, as it stands there. */
export function showAgreement(report: AgreementReport): string {
  const { preset, density, size, heldOut, samplers, scales, families, totalVariation } = report;
  const { machine, versions, seed } = report;
  const [rows, features, dimension] = [size.rows, size.features, size.dimension].map(whole);
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    `## Preset \`${preset}\``,
    "",
    `**${verdict(report)}**`,
    "",
    `${report.name}: ${rows} rows, ${features} features, ${size.leaves} classes, ${dimension} dimensions; ${density}. ${heldOut} other titles are held out. Seed ${seed};`,
    `${machine.processor}, ${machine.cores} cores, one thread each in turn, ${machine.system}, Node ${machine.node}, ${made.join(", ")}; hedge at ${machine.commit}.`,
    "",
    ...markdownTable(
      [
        "",
        "chains, warm-up + draws",
        "gradients a draw",
        "divergences",
        "R-hat at most",
        "bulk ESS at least, median",
      ],
      samplers.map((one) => [
        ...[one.name, `${one.chains}, ${one.warmup} + ${one.draws}`, one.gradientsPerDraw.toFixed(0)],
        ...[`${one.divergences}`, one.maxRHat.toFixed(3)],
        `${one.minEss.toFixed(0)}, ${one.medianEss.toFixed(0)}`,
      ]),
      true,
    ),
    "",
    ...(scales.length > 0 ? [...scaleTable(scales), ""] : []),
    ...markdownTable(
      [
        ...["", "quantities", "largest abs z, means", "variances", "typical", "limit"],
        ...["root mean square of z, means", "variances", "largest difference of means", "R-hat at most"],
      ],
      families.map((family) => [
        ...[family.name, whole(family.comparisons)],
        ...[family.largestZMean, family.largestZVariance, family.typicalLargest, family.limit].map(two),
        ...[two(family.rmsZMean), two(family.rmsZVariance)],
        ...[family.largestDifference.toPrecision(2), family.maxRHat.toFixed(3)],
      ]),
      true,
    ),
    "",
    `Total variation between both predictives of a held-out title: ${totalVariation.mean.toFixed(4)} on average, ${totalVariation.largest.toFixed(4)} at most; from what each sampler's first two`,
    `chains differ from its last two, Monte Carlo error alone makes ${totalVariation.expected.toFixed(4)} on average.`,
  ].join("\n")}\n`;
}

function verdict({ families, samplers }: AgreementReport): string {
  const differ = families.filter(({ agree }) => !agree).map(({ name }) => name);
  const short = samplers.filter(({ maxRHat }) => !(maxRHat <= largestRHat)).map(({ name }) => name);
  return [
    differ.length === 0
      ? `All ${families.length} families agree.`
      : `These families do not agree: ${differ.join("; ")}.`,
    ...(short.length > 0
      ? [`R-hat is above ${largestRHat} for ${short.join(" and ")}: the values of z are somewhat too large.`]
      : []),
  ].join(" ");
}

function scaleTable(scales: AgreementReport["scales"]): string[] {
  return markdownTable(
    [
      ...["scale of the children of", "mean, hedge", "NumPyro", "z", "sd, hedge", "NumPyro", "z"],
      ...["bulk ESS, hedge", "NumPyro"],
    ],
    scales.map(({ name, means, sds, zMean, zVariance, ess }) => [
      ...[name, means[0].toFixed(3), means[1].toFixed(3), two(zMean)],
      ...[sds[0].toFixed(3), sds[1].toFixed(3), two(zVariance), ess[0].toFixed(0), ess[1].toFixed(0)],
    ]),
    true,
  );
}

function two(value: number): string {
  return value.toFixed(2);
}

function whole(value: number): string {
  return value.toLocaleString("en");
}
