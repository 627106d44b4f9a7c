import type { ChainSummary, QuantitySummary } from "./summary.ts";

/** Whether the draws can be trusted, and the reasons why not. Each reason says what to do. */
export type Verdict = {
  readonly verdict: "good" | "doubtful" | "bad";
  readonly reasons: readonly string[];
};

/** Thresholds of a run that is no longer good (`doubtful`) and of one that is `bad`. */
const thresholds = {
  /**
   * 1.01: Vehtari et al. (2021). 1.05: the documentation of RStan's `Rhat`, and the bound for the
   * sample.
   */
  rHat: { doubtful: 1.01, bad: 1.05 },
  /**
   * 100 per chain, so 400 for four chains: Vehtari et al. (2021). They ask for 50 in each half of
   * a chain, because with fewer R-hat and ESS are uncertain. A quarter of that is our own choice:
   * a mean is then known to a fifth of its standard deviation at the 95 % level, too little for
   * probabilities.
   */
  essPerChain: { doubtful: 100, bad: 25 },
  /**
   * 0.3: Betancourt (2016), as in Stan and ArviZ. Low values concern tails, so there is no `bad`.
   */
  eBfmi: { doubtful: 0.3 },
  /** Any divergence: Betancourt (2017), section 6.2. One draw in a hundred: our own choice. */
  divergentShare: { doubtful: 0, bad: 0.01 },
  /**
   * Draws at the greatest depth cost time and not validity (Stan's guide to its warnings). One in a
   * hundred is our own choice.
   */
  maxDepthShare: { doubtful: 0.01 },
} as const;

type Finding = { readonly severity: "doubtful" | "bad"; readonly reason: string };

/**
 * Assesses a run from its tables. The worst finding gives the verdict. Reasons come worst first.
 */
export function assessRun(quantities: readonly QuantitySummary[], chains: readonly ChainSummary[]): Verdict {
  const findings = [
    ...checkDraws(quantities, chains),
    ...checkMixing(quantities, chains.length),
    ...checkEss(quantities, chains.length, "bulkEss", "centre"),
    ...checkEss(quantities, chains.length, "tailEss", "tails"),
    ...checkDivergences(chains),
    ...checkDepth(chains),
    ...checkEnergy(chains),
  ];
  const reasonsOf = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).map(({ reason }) => reason);
  const [reasonsBad, reasonsDoubtful] = [reasonsOf("bad"), reasonsOf("doubtful")];
  const reasons = [...reasonsBad, ...reasonsDoubtful];
  if (reasonsBad.length > 0) return { verdict: "bad", reasons };
  return { verdict: reasonsDoubtful.length > 0 ? "doubtful" : "good", reasons };
}

function checkDraws(quantities: readonly QuantitySummary[], chains: readonly ChainSummary[]): Finding[] {
  const findings: Finding[] = [];
  if (quantities.length === 0 || chains.every((chain) => chain.draws < 4)) {
    findings.push(bad("There are too few draws to judge anything; make at least 100 per chain (--draws)."));
  }
  const broken = quantities.filter(({ mean, sd }) => !Number.isFinite(mean) || !(sd > 0));
  const [first] = broken;
  if (first !== undefined) {
    const what = Number.isFinite(first.mean) ? "never changed" : "is not a finite number";
    findings.push(
      bad(`${first.name}${andOthers(broken)} ${what}: the sampler did not move; warm up longer (--warmup).`),
    );
  }
  if (chains.length === 1) {
    findings.push(
      doubtful("A single chain cannot show whether chains agree; use at least two, better four (--chains)."),
    );
  }
  return findings;
}

function checkMixing(quantities: readonly QuantitySummary[], chains: number): Finding[] {
  const high = quantities.filter(({ rHat }) => rHat > thresholds.rHat.doubtful);
  const worst = largest(high, ({ rHat }) => rHat);
  if (worst === undefined || chains < 2) return [];
  return [
    {
      severity: worst.rHat > thresholds.rHat.bad ? "bad" : "doubtful",
      reason:
        `R-hat of ${worst.name} is ${worst.rHat.toFixed(3)}${andOthers(high)}, above ${thresholds.rHat.doubtful}: ` +
        "the chains do not agree yet; warm up longer (--warmup) and make more draws (--draws).",
    },
  ];
}

function checkEss(
  quantities: readonly QuantitySummary[],
  chains: number,
  field: "bulkEss" | "tailEss",
  place: string,
): Finding[] {
  const enough = thresholds.essPerChain.doubtful * chains;
  const low = quantities.filter((quantity) => quantity[field] < enough);
  const worst = largest(low, (quantity) => -quantity[field]);
  if (worst === undefined) return [];
  // Tails alone never make a run bad: they affect intervals and not the answer.
  const isBad = field === "bulkEss" && worst[field] < thresholds.essPerChain.bad * chains;
  return [
    {
      severity: isBad ? "bad" : "doubtful",
      reason:
        `The draws of ${worst.name} are worth only ${Math.floor(worst[field])} independent ones in the ${place}` +
        `${andOthers(low)}, fewer than ${enough}; make more draws (--draws).`,
    },
  ];
}

function countTrajectories(chains: readonly ChainSummary[]): number {
  return total(chains, ({ draws, trajectories = draws }) => trajectories);
}

function checkDivergences(chains: readonly ChainSummary[]): Finding[] {
  const divergences = total(chains, ({ divergences }) => divergences);
  const draws = countTrajectories(chains);
  if (divergences === 0) return [];
  return [
    {
      severity: divergences > thresholds.divergentShare.bad * draws ? "bad" : "doubtful",
      reason:
        `${divergences} of ${draws} trajectories diverged, so parts of the posterior may be missing; ` +
        "take smaller steps (--target-acceptance 0.9) or warm up longer (--warmup).",
    },
  ];
}

function checkDepth(chains: readonly ChainSummary[]): Finding[] {
  const hits = total(chains, ({ maxDepthHits }) => maxDepthHits);
  const draws = countTrajectories(chains);
  if (!(hits > thresholds.maxDepthShare.doubtful * draws)) return [];
  return [
    doubtful(
      `${hits} of ${draws} trajectories stopped at the greatest tree depth, so draws are more alike than they need be; ` +
        "let them go on (--max-depth 12) or warm up longer (--warmup).",
    ),
  ];
}

function checkEnergy(chains: readonly ChainSummary[]): Finding[] {
  const low = chains.filter(({ eBfmi }) => eBfmi < thresholds.eBfmi.doubtful);
  const worst = largest(low, ({ eBfmi }) => -eBfmi);
  if (worst === undefined) return [];
  return [
    doubtful(
      `E-BFMI is ${worst.eBfmi.toFixed(2)} in the worst of ${low.length} low chains, below ` +
        `${thresholds.eBfmi.doubtful}: the tails are explored slowly; warm up longer (--warmup) and make more draws (--draws).`,
    ),
  ];
}

function bad(reason: string): Finding {
  return { severity: "bad", reason };
}

function doubtful(reason: string): Finding {
  return { severity: "doubtful", reason };
}

function andOthers(found: readonly unknown[]): string {
  const others = found.length - 1;
  if (others === 0) return "";
  return others === 1
    ? " (and one more quantity is affected)"
    : ` (and ${others} more quantities are affected)`;
}

function total(chains: readonly ChainSummary[], count: (chain: ChainSummary) => number): number {
  return chains.reduce((sum, chain) => sum + count(chain), 0);
}

function largest<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (most, item) => (most === undefined || size(item) > size(most) ? item : most),
    undefined,
  );
}
