import type { Candidate, Evaluation } from "../harness/rounds.ts";

/** Differences that float32 explains; a wrong formula makes far greater ones. */
export const tolerance = 1e-4;

/** Compares values and gradients at the common positions with those of a reference. */
export async function compareGradients(reference: Candidate, candidates: readonly Candidate[]) {
  const expected = await evaluateBoth(reference);
  const found = [];
  for (const candidate of candidates) {
    const got = await evaluateBoth(candidate);
    if (expected === null || got === null) continue;
    // Largest difference of a component, relative to the largest component.
    const gradient = Math.max(...expected.map((one, k) => gradientDistance(one, got[k])));
    // Error of the difference between the values at both positions: constants do not count.
    const rise = ([first, second]: readonly Evaluation[]) =>
      (second?.value ?? Number.NaN) - (first?.value ?? Number.NaN);
    const value = Math.abs(rise(got) - rise(expected)) / Math.abs(expected[0]?.value ?? Number.NaN);
    const isSame = gradient <= tolerance && value <= tolerance;
    found.push({ name: candidate.name, gradient, value, isSame });
  }
  return found;
}

async function evaluateBoth({ evaluate }: Candidate): Promise<Evaluation[] | null> {
  return evaluate && [await evaluate(0), await evaluate(1)];
}

function gradientDistance(expected: Evaluation, got: Evaluation | undefined): number {
  if (got?.gradient.length !== expected.gradient.length) return Number.POSITIVE_INFINITY;
  let [largest, distance] = [0, 0];
  expected.gradient.forEach((value, k) => {
    largest = Math.max(largest, Math.abs(value));
    distance = Math.max(distance, Math.abs(value - (got.gradient[k] ?? Number.NaN)));
  });
  return distance / largest;
}
