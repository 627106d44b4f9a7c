import { cpus } from "node:os";
import { markdownTable } from "../../bench/harness/tables.ts";
import { packageVersion } from "../../trainer/files/package-version.ts";
import { loadKernel } from "../../trainer/kernel/load.ts";
import { type Calibration, type ConfigurationResult, falseAlarmRate } from "./calibration.ts";
import { mostDraws, rankedDraws, warmup } from "./rank-data-set.ts";
import { configurationTable, probability, prose, quantityTable } from "./report-format.ts";

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
  const counts = `${simulations} data sets per sound configuration, seed ${seed}, ${seconds.toFixed(0)} s`;
  return `${[
    "# Simulation-based calibration",
    "",
    ...prose(
      "This page is for readers who ask whether hedge draws from the right posterior. It answers with simulated " +
        "data, for which the truth is known. `npm run check:sbc -- --report docs/sbc.md` writes it; do not edit it.",
    ),
    "",
    "## Result",
    "",
    ...prose(verdict),
    "",
    ...prose(smallestText(calibration)),
    "",
    ...prose(
      `${counts} on ${threads} ${threads === 1 ? "thread" : "threads"} of ${cpus()[0]?.model ?? "an unknown processor"}; ` +
        `hedge ${packageVersion()}, Node ${process.versions.node}, V8 ${process.versions.v8}, ${loadKernel().variant} SIMD.`,
    ),
    "",
    ...configurationTable(results),
    "",
    "* `draws`: mean number of draws before thinning.",
    "* `short`: data sets below the wanted ESS at the limit.",
    "* `divergent`: divergent draws after warm-up, and in brackets the data sets that have one.",
    "* `steps`: leapfrog steps per iteration.",
    "* `time`: seconds in the threads, while other work may run.",
    "",
    ...prose(
      "`double` is the readable density in double precision. The faults **gradient times 1.1** and **gradient reversed** " +
        "wrap it. All other configurations run the float32 kernel that training uses.",
    ),
    "",
    "## p-values per quantity",
    "",
    ...prose(
      "Chi-squared / envelope, then the mean rank as a share of L, the number of ranked draws (0.5 when calibrated).",
    ),
    "",
    ...quantityTable(sound),
    "",
    ...divergenceSection(sound),
    "## Faults",
    "",
    ...prose(
      "The same check with a defect put around sound parts, and without noise. The prior is **original**; a fault that " +
        "is about a power has **fixed** with that power. The command fails when a fault that ranks can show is not found.",
    ),
    "",
    ...faulty.flatMap(({ configuration: { name, fault, expected } }) =>
      prose(`* **${name}** (expected: ${expected}). ${fault?.why ?? ""}`),
    ),
    "",
    ...quantityTable(faulty),
    "",
    ...prose(
      "Ranks cannot show a fault that leaves the posterior right and only wastes time. Nor can they show a bias well " +
        "below a posterior standard deviation: 500 data sets find a shift of about a quarter of it. So the suite of " +
        "`npm test` also proves the tree's detailed balance by enumeration and compares gradients with finite differences.",
    ),
    "",
    ...methodSection(threshold),
  ].join("\n")}\n`;
}

/** What is simulated, how it is ranked and what is tested. */
function methodSection(threshold: number): string[] {
  return [
    "## Method",
    "",
    ...prose(
      "Draw parameters from the prior and data from the model given them. Then the rank of a true value among " +
        "independent posterior draws is uniform (Talts et al. 2018). This holds for every function of parameters and " +
        "data, and the choice of functions decides which faults can be found (Modrák et al. 2023). Here they are " +
        "scales, coefficients of both levels, a noise value, the log likelihood, the log density and a prediction.",
    ),
    "",
    ...prose(
      "* Each data set has 30 titles, 7 features, and two parents with three and two children. Parameters and labels " +
        "are drawn from the model in its centred form.",
    ),
    ...prose(
      "* One chain runs with training's own start and options (`trainer/model/nuts-options.ts`) and " +
        `${warmup} iterations of warm-up. It draws until the smallest bulk ESS over all quantities is ${rankedDraws}, ` +
        `at most ${mostDraws} draws, and is thinned evenly to ${rankedDraws}. No data set is left out, whatever its chain did.`,
    ),
    ...prose(
      "* Each quantity has two tests: chi-squared on 25 bins, and the simultaneous envelope of the ranks' distribution " +
        "function with its exact p-value (Säilynoja, Bürkner & Vehtari 2022).",
    ),
    ...prose(
      `* A configuration counts as skewed when a p-value is below ${threshold.toExponential(1)}. That is ` +
        `${100 * falseAlarmRate} % false alarms over all tests of all configurations that have to be uniform (Bonferroni).`,
    ),
    "",
    "Priors of scales:",
    "",
    "| name | root's children | every other group |",
    "| --- | --- | --- |",
    "| **bayes** | HalfNormal(1) | HalfNormal(1) |",
    "| **original** | fixed at 1 | InverseGamma(2, 1) |",
    "| **fixed** | fixed at 2 | fixed at 1 |",
    "| **fixed**, with a power | fixed at 3 | fixed at 3 |",
    "",
    ...prose(
      "A likelihood to the power P, as the preset `default` has it, is no distribution of labels. But " +
        "p(theta) prod_i p(y_i | theta)^P is a joint density of parameters and labels, and the argument needs no more. " +
        "It is drawn exactly:",
    ),
    "",
    ...prose(
      "* theta from p(theta) prod_i Z_i with Z_i = sum_c p(c | theta)^P, by rejection (Z_i is at most 1);",
    ),
    "* then y_i = c with probability p(c | theta)^P / Z_i.",
    "",
    ...prose(
      "For a whole P this is the same as drawing parameters and P sets of labels from the plain model and keeping the " +
        "draws whose sets are alike. The posterior of theta is then what `train` samples at that power.",
    ),
  ];
}

/** What the divergent trajectories of the sound configurations are, and whether they matter. */
function divergenceSection(sound: readonly ConfigurationResult[]): string[] {
  const having = sound.filter(({ divergent }) => divergent.trajectories > 0);
  if (having.length === 0) return [];
  const share = (part: number, all: number) => `${((100 * part) / all).toFixed(0)} %`;
  return [
    "## Divergent trajectories",
    "",
    ...prose(
      "A trajectory is divergent when its energy is off by more than 1000. Its last doubling is then thrown away, as " +
        "one that turns back is, and the posterior remains the right one. But divergences can hide a region that the " +
        "chain does not get into. So the table shows where they begin, and the ranks of the data sets that have one, " +
        "taken alone.",
    ),
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
    ...prose(
      "* `low`, `high`: the last step began where some learned scale was below or above the middle 90 % of that " +
        "chain's draws. Among states of the posterior a learned scale of two or three is there in 10 to 15 %.",
    ),
    "* An empty p: fewer than 125 data sets, too few for the tests.",
    ...prose(
      "* The p-values are a rough look. Ranks are uniform given the data, and whether a chain diverges depends a " +
        "little on where it has been as well.",
    ),
    "",
    ...prose(
      "Thirty titles hardly inform a scale. Its logarithm ranges over several units, and one step size has to do for " +
        "all of them. Two things end a trajectory:",
    ),
    "",
    ...prose(
      "* The higher a scale, the steeper the likelihood in the standardised coefficients, by the square of the scale. " +
        "A likelihood to the power 100 is steep by itself.",
    ),
    ...prose(
      "* For low scales InverseGamma's density of u = ln sigma falls like exp(-e^-u). A step that lands there is " +
        "thrown out with an energy error of any number of digits. That is the difference between **original** and **bayes**.",
    ),
    "",
    ...prose(
      "**original, short steps** has a target acceptance of 0.95 instead of training's. It has hardly any divergences, " +
        "and the ranks of both are uniform. So the outer parts of the scales are not hidden; they cost trajectories. " +
        "On a real catalogue scales are known to about a tenth, and trajectories do not diverge " +
        "([agreement.md](agreement.md), [benchmarks.md](benchmarks.md)).",
    ),
    "",
  ];
}

/** How surprising the smallest of all p-values is, so that a near miss is seen as one. */
function smallestText({ results, threshold }: Calibration): string {
  const tests = Math.round(falseAlarmRate / threshold);
  const uniform = results.filter(({ configuration }) => configuration.expected === "uniform");
  const smallest = Math.min(...uniform.map((result) => result.smallest));
  return (
    `${tests} tests are of ranks that have to be uniform. Their smallest p-value is ${probability(smallest)}. ` +
    `One as small has a probability of at most ${probability(Math.min(1, tests * smallest))} when nothing is wrong. ` +
    "A run with another `--seed` is an independent second opinion."
  );
}
