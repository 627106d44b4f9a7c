import type { Problem } from "../../trainer/model/problem.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import { type ModelDraw, rowLogits, type Simulation, sparseLogits } from "./simulate.ts";

/**
 * Test quantities of simulation-based calibration: functions of a draw and of the data. Ranks of
 * parameters alone cannot tell the posterior from the prior. Ranks of the log likelihood can
 * (Modrák et al. 2023, "Simulation-based calibration checking for Bayesian computation: the choice
 * of test quantities shapes sensitivity").
 */
export type Quantity = {
  readonly name: string;
  value(simulation: Simulation, draw: ModelDraw): number;
};

/** Coefficients to rank: a feature and a class, on both levels and in both branches. */
const watched: readonly (readonly [feature: number, label: string])[] = [
  [0, "A"],
  [0, "A1"],
  [1, "B2"],
  [2, "B"],
  [3, "A3"],
  [6, "B1"],
];

/**
 * The quantities of a problem: every learned scale, some coefficients, the log likelihood and log
 * density, and a prediction.
 */
export function quantitiesOf({
  tree,
  scalePriors,
  noise,
}: Pick<Problem, "tree" | "scalePriors" | "noise">): readonly Quantity[] {
  const { labels } = tree.taxonomy;
  const columns = tree.nodeCount - 1;
  const scales = scalePriors.flatMap((prior, group): Quantity[] =>
    prior.kind === "fixed"
      ? []
      : [
          {
            name: `sigma of ${labels[tree.groups[group] ?? 0] || "the top"}`,
            value: (_, draw) => draw.scales[group] ?? Number.NaN,
          },
        ],
  );
  const coefficients = watched.map(
    ([feature, label]): Quantity => ({
      name: `beta[${feature}, ${label}]`,
      value: (_, draw) =>
        draw.coefficients[feature * columns + (tree.columns[labels.indexOf(label)] ?? 0)] ?? Number.NaN,
    }),
  );
  const ofNoise: Quantity = {
    name: "epsilon[0, own class]",
    value: ({ problem }, draw) => draw.noise[problem.labels[0] ?? 0] ?? Number.NaN,
  };
  return [
    ...scales,
    ...coefficients,
    ...(noise ? [ofNoise] : []),
    { name: "log likelihood", value: ({ problem }, draw) => logLikelihood(problem, draw) },
    { name: "log density", value: ({ problem }, draw) => logDensity(problem, draw) },
    { name: "logit of a new title", value: newLogit },
  ];
}

/** sum_i ln softmax(x_i beta + epsilon_i)[y_i], in nats. */
export function logLikelihood({ design, labels, tree }: Problem, draw: ModelDraw): number {
  let total = 0;
  for (let i = 0; i < design.rows; i++) {
    const logits = rowLogits(design, i, tree, draw);
    const top = Math.max(...logits);
    const sum = logits.reduce((all, z) => all + Math.exp(z - top), 0);
    total += (logits[labels[i] ?? 0] ?? 0) - top - Math.log(sum);
  }
  return total;
}

/** Joint log density of ln sigma, z, epsilon and the data, up to a constant. */
export function logDensity(problem: Problem, draw: ModelDraw): number {
  let total = problem.likelihoodPower * logLikelihood(problem, draw);
  problem.scalePriors.forEach((prior, group) => {
    total += logScalePrior(prior, draw.scales[group] ?? 0);
  });
  for (const values of [draw.standardised, draw.noise]) {
    for (let k = 0; k < values.length; k++) total -= (values[k] ?? 0) ** 2 / 2;
  }
  return total;
}

/** ln p(sigma) + ln sigma. The second term is the Jacobian, because ln sigma is sampled. */
function logScalePrior(prior: ScalePrior, sigma: number): number {
  switch (prior.kind) {
    case "half-normal":
      return -((sigma / prior.scale) ** 2) / 2 + Math.log(sigma);
    case "inverse-gamma":
      return -(prior.shape + 1) * Math.log(sigma) - prior.rate / sigma + Math.log(sigma);
    case "fixed":
      return 0;
  }
}

/** Logit of the first leaf for the new title, less the mean logit, which cancels in the softmax. */
function newLogit({ problem, newRow }: Simulation, draw: ModelDraw): number {
  const logits = sparseLogits(newRow, problem.tree, draw.coefficients);
  return (logits[0] ?? 0) - logits.reduce((sum, z) => sum + z, 0) / logits.length;
}
