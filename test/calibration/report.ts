import { cpus } from "node:os";
import { markdownTable } from "../../bench/markdown-table.ts";
import { loadKernel } from "../../trainer/kernel/load.ts";
import { packageVersion } from "../../trainer/train/describe-run.ts";
import { type Calibration, type ConfigurationResult, falseAlarmRate } from "./calibration.ts";
import { mostDraws, rankedDraws, warmup } from "./rank-data-set.ts";

/** The page `docs/sbc.md`: what was done, the result of a run, how to read it. */
export function calibrationReport(
  calibration: Calibration,
  simulations: number,
  threads: number,
  seconds: number,
): string {
  const { results, surprises, threshold, seed } = calibration;
  const sound = results.filter(({ configuration }) => configuration.fault === null);
  const faulty = results.filter(({ configuration }) => configuration.fault !== null);
  const verdict =
    surprises.length === 0
      ? "**Passed**: every sound configuration has uniform ranks, and every fault that ranks can show was found."
      : `**Failed**: ${surprises.join("; ")}.`;
  return `${[
    "# Simulation-based calibration",
    "",
    "Written by `npm run check:sbc -- --report docs/sbc.md`; do not edit.",
    "",
    "If parameters are drawn from the prior and data from the model given them, then the rank of a true value among independent posterior",
    "draws is uniform (Talts et al. 2018). This holds for every function of parameters and data, and the functions chosen decide what can be",
    "found (Modrák et al. 2023): scales, coefficients of both levels, a noise value, the log likelihood, the log density, a prediction.",
    "",
    `* Each data set: 30 titles, 7 features, two parents with three and two children, parameters and labels drawn from the model in its centred form.`,
    `* One chain with training's own start and options (\`trainer/model/nuts-options.ts\`) and ${warmup} iterations of warm-up, then draws until the smallest`,
    `  bulk ESS over all quantities is ${rankedDraws} (at most ${mostDraws} draws), thinned evenly to ${rankedDraws}. No data set is left out, whatever its chain did.`,
    "* Two tests per quantity: chi-squared on 25 bins, and the simultaneous envelope of the ranks' distribution function with its exact",
    "  p-value (Säilynoja, Bürkner & Vehtari 2022).",
    `* A configuration counts as skewed when a p-value is below ${threshold.toExponential(1)}: ${100 * falseAlarmRate} % false alarms over all tests of all configurations`,
    "  that have to be uniform, shared out by Bonferroni.",
    "",
    "Priors of scales: **bayes**, HalfNormal(1) for every group; **original**, 1 for the root's children and InverseGamma(2, 1) for",
    "every other group; **fixed**, 2 for the root's children and 1 for every other group, none learned, and with a power 3 for all groups.",
    "",
    "A likelihood to the power P, as the preset `default` has it, is no distribution of labels. But p(theta) prod_i p(y_i | theta)^P is a joint",
    "density of parameters and labels, and that is all that the argument needs. It is drawn exactly: theta from p(theta) prod_i Z_i with",
    "Z_i = sum_c p(c | theta)^P, by rejection (Z_i is at most 1), then y_i = c with probability p(c | theta)^P / Z_i. For a whole P these are the draws of the plain",
    "model whose labels, drawn P times, are alike every time. The posterior of theta is then what `train` samples at that power.",
    "",
    "## Result",
    "",
    verdict,
    "",
    ...smallestLines(calibration),
    "",
    `${simulations} data sets per sound configuration, seed ${seed}, ${seconds.toFixed(0)} s on ${threads} ${threads === 1 ? "thread" : "threads"} of ${cpus()[0]?.model ?? "an unknown processor"};`,
    `hedge ${packageVersion()}, Node ${process.versions.node}, V8 ${process.versions.v8}, ${loadKernel().variant} SIMD. \`double\` is the readable density in double precision,`,
    "**gradient times 1.1** and **gradient reversed** are put around it; everything else is the float32 kernel that training uses.",
    "",
    ...configurationTable(results),
    "",
    "`draws`: mean number of draws before thinning. `short`: data sets below the wanted ESS at the limit. `divergent`: divergent draws after",
    "warm-up (data sets with one). `steps`: leapfrog steps per iteration. `time`: in the threads, while other work may run.",
    "",
    "## p-values per quantity",
    "",
    "chi-squared / envelope, then the mean rank as a share of L (0.5 when calibrated).",
    "",
    ...quantityTable(sound),
    "",
    ...divergenceSection(sound),
    "## Faults",
    "",
    "The same with a defect put around sound parts, prior **original**, or a power where the fault is about that, without noise. The command fails when one is not found.",
    "",
    ...faulty.map(
      ({ configuration: { name, fault, expected } }) =>
        `* **${name}** (expected: ${expected}). ${fault?.why ?? ""}`,
    ),
    "",
    ...quantityTable(faulty),
    "",
    "What ranks cannot show: a fault that leaves the posterior right and only wastes time, and a bias well below a posterior standard",
    "deviation (500 data sets find a shift of about a quarter of it). The tree's detailed balance is therefore also proved by",
    "enumeration, and gradients are compared with finite differences, in the suite that `npm test` runs.",
  ].join("\n")}\n`;
}

/** What the divergent trajectories of the sound configurations are, and whether they matter. */
function divergenceSection(sound: readonly ConfigurationResult[]): string[] {
  const having = sound.filter(({ divergent }) => divergent.trajectories > 0);
  if (having.length === 0) return [];
  const share = (part: number, all: number) => `${((100 * part) / all).toFixed(0)} %`;
  return [
    "## Divergent trajectories",
    "",
    "A trajectory is divergent when its energy is off by more than 1000; its last doubling is then thrown away, as one that turns back is,",
    "and the posterior remains the right one. What divergences can hide is a region that the chain does not get into. So here is where they begin (among states",
    "of the posterior, a learned scale of two or three is `low` or `high` in 10 to 15 %), and the ranks of the data sets that have one, taken alone. The latter is a rough look: ranks",
    "are uniform given the data, and whether a chain diverges depends a little on where it has been as well.",
    "",
    ...markdownTable(
      [
        ...["configuration", "divergent", "of all draws", "median energy error"],
        ...["begins low", "begins high", "data sets with one", "smallest p of these"],
      ],
      having.map(({ configuration, divergent }) => [
        ...[
          configuration.name,
          String(divergent.trajectories),
          `${(100 * divergent.share).toPrecision(2)} %`,
        ],
        divergent.medianError.toExponential(0),
        ...(configuration.scalePriors.every(({ kind }) => kind === "fixed")
          ? ["", ""]
          : [share(divergent.low, divergent.trajectories), share(divergent.high, divergent.trajectories)]),
        ...[String(divergent.dataSets), divergent.smallest === null ? "" : probability(divergent.smallest)],
      ]),
      true,
    ),
    "",
    "`low`, `high`: the last step began where some learned scale was below or above the middle 90 % of that chain's draws. Empty p: fewer than",
    "125 data sets, too few for the tests.",
    "",
    "Thirty titles hardly inform a scale: its logarithm ranges over several units, and one step size has to do for all of them. Two things end a trajectory. The",
    "higher a scale, the steeper the likelihood in the standardised coefficients, by the square of the scale. And below, InverseGamma's density of u = ln sigma falls like",
    "exp(-e^-u): a step that lands there is thrown out again with an energy error of any number of digits, which is what makes **original** differ from **bayes**. A likelihood to",
    "the power 100 is a wall of its own. **original, short steps**, with a target acceptance of 0.95 instead of training's, has hardly any divergences, and the ranks of both are",
    "uniform: the outer parts of the scales are not hidden, they cost trajectories. On a real catalogue scales are known to about a tenth, and trajectories do not diverge",
    "([agreement.md](agreement.md), [benchmarks.md](benchmarks.md)).",
    "",
  ];
}

/** How surprising the smallest of all p-values is, so that a near miss is seen as one. */
function smallestLines({ results, threshold }: Calibration): string[] {
  const tests = Math.round(falseAlarmRate / threshold);
  const uniform = results.filter(({ configuration }) => configuration.expected === "uniform");
  const smallest = Math.min(...uniform.map((result) => result.smallest));
  return [
    `The smallest p-value of the ${tests} tests of ranks that have to be uniform is ${probability(smallest)}; one as small somewhere among them has a`,
    `probability of at most ${probability(Math.min(1, tests * smallest))} when nothing is wrong. A run with another \`--seed\` is an independent second opinion.`,
  ];
}

function configurationTable(results: readonly ConfigurationResult[]): string[] {
  return markdownTable(
    [
      "configuration",
      "data sets",
      "smallest p",
      "looks",
      "draws",
      "short",
      "divergent",
      "depth limit",
      "steps",
      "time",
    ],
    results.map((result) => [
      result.configuration.name,
      String(result.simulations),
      probability(result.smallest),
      result.looks,
      result.meanDraws.toFixed(0),
      String(result.short),
      `${result.divergent.trajectories} (${result.divergent.dataSets})`,
      String(result.depthHits),
      result.meanSteps.toFixed(1),
      `${result.seconds.toFixed(0)} s`,
    ]),
  );
}

/** One row per quantity, one column per configuration. */
function quantityTable(results: readonly ConfigurationResult[]): string[] {
  const names = [...new Set(results.flatMap(({ quantities }) => quantities.map(({ name }) => name)))];
  return markdownTable(
    ["quantity", ...results.map(({ configuration }) => configuration.name)],
    names.map((name) => [
      name,
      ...results.map(({ quantities }) => {
        const found = quantities.find((quantity) => quantity.name === name);
        if (found === undefined) return "";
        const { chiSquared, ecdf, meanRank } = found;
        return `${probability(chiSquared)} / ${probability(ecdf)}, ${meanRank.toFixed(2)}`;
      }),
    ]),
  );
}

function probability(p: number): string {
  if (p < 1e-12) return "< 1e-12";
  return p < 0.001 ? p.toExponential(0) : p.toFixed(3);
}
