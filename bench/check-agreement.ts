import type { Contender, Evaluation } from "./contender.ts";

/** How far a contender is from the reference. */
export type Agreement = {
  readonly name: string;
  /** Largest difference of a gradient's component, relative to the largest component. */
  readonly gradient: number;
  /** Error of the difference between the values at both positions, relative to a value: constants do not count. */
  readonly value: number;
  readonly isSame: boolean;
};

/** Differences that float32 explains; a wrong formula makes far greater ones. */
export const tolerance = 1e-4;

/** Compares all contenders with the reference at positions 0 and 1. */
export async function checkAgreement(
  reference: Contender,
  contenders: readonly Contender[],
): Promise<Agreement[]> {
  const expected = await atBoth(reference);
  const found: Agreement[] = [];
  for (const contender of contenders) {
    const got = await atBoth(contender);
    if (expected === null || got === null) continue;
    const gradient = Math.max(...expected.map((one, k) => gradientDistance(one, got[k])));
    const rise = (pair: readonly Evaluation[]) =>
      (pair[1]?.value ?? Number.NaN) - (pair[0]?.value ?? Number.NaN);
    const value = Math.abs(rise(got) - rise(expected)) / Math.abs(expected[0]?.value ?? Number.NaN);
    found.push({
      ...{ name: contender.name, gradient, value },
      isSame: gradient <= tolerance && value <= tolerance,
    });
  }
  return found;
}

async function atBoth({ evaluate }: Contender): Promise<Evaluation[] | null> {
  if (evaluate === null) return null;
  return [await evaluate(0), await evaluate(1)];
}

function gradientDistance(expected: Evaluation, got: Evaluation | undefined): number {
  if (got === undefined || got.gradient.length !== expected.gradient.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let distance = 0;
  expected.gradient.forEach((value, k) => {
    largest = Math.max(largest, Math.abs(value));
    distance = Math.max(distance, Math.abs(value - (got.gradient[k] ?? Number.NaN)));
  });
  return distance / largest;
}
