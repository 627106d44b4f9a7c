import { type Chains, poolChains } from "../../trainer/diagnostics/chains.ts";
import { mean } from "../../trainer/diagnostics/moments.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";
import type { ChainResult } from "../peers/peer-chain.ts";
import { type Comparison, compareDraws, testFamily } from "./compare-draws.ts";
import { quantitySeries } from "./efficiency.ts";
import { compareVariation } from "./total-variation.ts";

const falseAlarm = 0.01;

/**
 * Smaller probabilities are too skewed for a normal error with these numbers of draws. They enter
 * the total variation.
 */
const leastProbability = 0.01;

/** Compares all watched quantities of two samplers' chains, the first `probes` of them logits. */
export function compareChains(
  problem: Problem,
  probes: number,
  ours: readonly ChainResult[],
  theirs: readonly ChainResult[],
) {
  const [first, second] = [quantitySeries(ours), quantitySeries(theirs)];
  const { freeGroups, leaves } = parameterLayout(problem);
  const firstProbability = freeGroups.length + probes;
  const count = ours[0]?.draws[0]?.length ?? 0;
  const compare = (quantity: number, name: string) => compareDraws(name, first(quantity), second(quantity));
  const logits = Array.from({ length: probes }, (_, k) => compare(freeGroups.length + k, `logit ${k}`));
  const probabilities = Array.from(
    { length: count - firstProbability },
    (_, k) => [first(firstProbability + k), second(firstProbability + k)] as const,
  );
  const large = probabilities.flatMap(([a, b], k) =>
    (mean(poolChains(a)) + mean(poolChains(b))) / 2 >= leastProbability
      ? [compareDraws(`title ${Math.floor(k / leaves)}, leaf ${k % leaves}`, a, b)]
      : [],
  );
  const scales = compareScales(problem, first, second);
  return {
    scales,
    families: [
      ...(scales.length > 0 ? [testFamily("scales", scales, falseAlarm)] : []),
      testFamily("logits of training titles", logits, falseAlarm),
      testFamily(`held-out probabilities of at least ${leastProbability}`, large, falseAlarm),
    ],
    totalVariation: compareVariation(probabilities, leaves),
  };
}

type Series = (quantity: number) => Chains;

/** Every learned scale, and all together: a common shift may be too small to show in any. */
function compareScales(problem: Problem, first: Series, second: Series): Comparison[] {
  const { taxonomy, groups } = problem.tree;
  const { freeGroups } = parameterLayout(problem);
  if (freeGroups.length === 0) return [];
  const together = (series: Series) => meanLog(freeGroups.map((_, k) => series(k)));
  return [
    ...freeGroups.map((group, k) =>
      compareDraws(taxonomy.labels[groups[group] ?? 0] || "the root", first(k), second(k)),
    ),
    compareDraws("all, mean of ln sigma", together(first), together(second)),
  ];
}

/** Mean over quantities of their logarithm, draw by draw. */
function meanLog(quantities: readonly Chains[]): Float64Array[] {
  const [first = []] = quantities;
  return first.map((draws, chain) =>
    draws.map((_, k) => {
      const logs = quantities.map((chains) => Math.log(chains[chain]?.[k] ?? Number.NaN));
      return logs.reduce((sum, log) => sum + log, 0) / quantities.length;
    }),
  );
}
