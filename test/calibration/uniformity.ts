/**
 * Two tests of whether ranks are uniform on {0 .. L}. Both take the histogram of the ranks,
 * `counts`: length L + 1, one count per rank.
 */

/** Probability, were the ranks uniform, of evidence at least as strong as what was seen. */
export type UniformityTest = { readonly chiSquared: number; readonly ecdf: number };

/**
 * Bins of the chi-squared test. With an odd number the degrees of freedom are even and the tail
 * has a closed form.
 */
const bins = 25;

/** How often each rank occurred. `ranks`: whole numbers in [0, most]. */
export function countRanks(ranks: readonly number[], most: number): Int32Array {
  const counts = new Int32Array(most + 1);
  for (const rank of ranks) counts[rank] = (counts[rank] ?? 0) + 1;
  return counts;
}

/**
 * Both tests.
 *
 * @throws RangeError when the ranks cannot be put into equal bins
 */
export function testUniformity(counts: Int32Array): UniformityTest {
  return { chiSquared: chiSquaredTest(counts), ecdf: ecdfTest(counts) };
}

/**
 * Pearson's test on 25 equal bins. The p-value is right to a few per cent from 20 ranks a bin on.
 */
export function chiSquaredTest(counts: Int32Array): number {
  const width = counts.length / bins;
  if (!Number.isInteger(width))
    throw new RangeError(`${counts.length} ranks do not fill ${bins} equal bins.`);
  const expected = sum(counts) / bins;
  let statistic = 0;
  for (let bin = 0; bin < bins; bin++) {
    statistic += (sum(counts.subarray(bin * width, (bin + 1) * width)) - expected) ** 2 / expected;
  }
  return chiSquaredTail(statistic, bins - 1);
}

/**
 * P(X > x) for a chi-squared X with an even number 2k of degrees of freedom: e^(-x/2) sum over i <
 * k of (x/2)^i / i!.
 */
function chiSquaredTail(x: number, degrees: number): number {
  let term = Math.exp(-x / 2);
  let tail = 0;
  for (let i = 0; i < degrees / 2; i++) {
    tail += term;
    term *= x / 2 / (i + 1);
  }
  return tail;
}

/**
 * The simultaneous envelope of the empirical distribution function as a test: Säilynoja, Bürkner &
 * Vehtari (2022), "Graphical test for discrete uniformity and its applications in goodness-of-fit
 * evaluation and multiple sample comparison", section 2. The statistic is the smallest two-sided
 * tail probability of the number of ranks below i, Binomial(N, i / (L + 1)), over all i; its own
 * distribution comes from their recursion, so the p-value is exact for discrete ranks. Below 1e-12
 * it is rounding.
 */
export function ecdfTest(counts: Int32Array): number {
  const total = sum(counts);
  const cells = counts.length;
  const logFactorial = logFactorials(total);
  const tails = Array.from({ length: cells - 1 }, (_, i) =>
    twoSidedTails(total, (i + 1) / cells, logFactorial),
  );

  let below = 0;
  let smallest = Number.POSITIVE_INFINITY;
  tails.forEach((tail, i) => {
    below += counts[i] ?? 0;
    smallest = Math.min(smallest, tail[below] ?? 0);
  });

  // Probability of every count below i + 1 along paths that have stayed where tails are larger
  // than the smallest one seen.
  let inside = new Float64Array(total + 1);
  inside[0] = 1;
  tails.forEach((tail, i) => {
    const next = new Float64Array(total + 1);
    const share = 1 / (cells - i);
    for (let from = 0; from <= total; from++) {
      const mass = inside[from] ?? 0;
      if (mass === 0) continue;
      for (let to = from; to <= total; to++) {
        if (!((tail[to] ?? 0) > smallest)) continue;
        next[to] = (next[to] ?? 0) + mass * binomial(to - from, total - from, share, logFactorial);
      }
    }
    inside = next;
  });
  return Math.min(1, Math.max(0, 1 - inside.reduce((all, mass) => all + mass, 0)));
}

/** 2 min(P(X <= r), P(X >= r)) of a Binomial(n, share) for every r. */
function twoSidedTails(n: number, share: number, logFactorial: Float64Array): Float64Array {
  const masses = Float64Array.from({ length: n + 1 }, (_, r) => binomial(r, n, share, logFactorial));
  const tails = new Float64Array(n + 1);
  let lower = 0;
  for (let r = 0; r <= n; r++) {
    lower += masses[r] ?? 0;
    tails[r] = 2 * lower;
  }
  let upper = 0;
  for (let r = n; r >= 0; r--) {
    upper += masses[r] ?? 0;
    tails[r] = Math.min(tails[r] ?? 0, 2 * upper);
  }
  return tails;
}

function binomial(r: number, n: number, share: number, logFactorial: Float64Array): number {
  const choose = (logFactorial[n] ?? 0) - (logFactorial[r] ?? 0) - (logFactorial[n - r] ?? 0);
  return Math.exp(choose + r * Math.log(share) + (n - r) * Math.log1p(-share));
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let k = 1; k <= most; k++) logs[k] = (logs[k - 1] ?? 0) + Math.log(k);
  return logs;
}

function sum(values: Int32Array): number {
  return values.reduce((all, value) => all + value, 0);
}
