import { describe, expect, test } from "vitest";
import { rHat } from "../../trainer/diagnostics/r-hat.ts";
import { type Sample, sample } from "../../trainer/nuts/sample.ts";
import type { Target } from "../../trainer/nuts/target.ts";
import { failures } from "./comparison.ts";
import {
  compareWithReference,
  haveReferences,
  referenceNames,
  referenceTarget,
} from "./reference-posteriors.ts";

// The sampler against posteriors that others have computed. There are 108 comparisons at 4
// standard errors. A right sampler fails with a probability of about 0.7 % (6.3e-5 each, normal
// errors). Seeds are fixed.

const present = haveReferences();

/**
 * Four chains that agree: the first of three seeds whose log densities have an R-hat under 1.05.
 * The mixture needs this. It has a second mode 400 nats below, with both components at one place,
 * and 2 or 3 in 80 chains stay there. R-hat detects that. The comparison detects a posterior that
 * is wrong in all chains alike.
 */
function agreeingChains(target: Target): Sample {
  for (const seed of [1, 2, 3]) {
    const found = sample(target, { seed, chains: 4, warmup: 1000, draws: 1000 });
    const logDensities = found.chains.map(({ iterations }) =>
      Float64Array.from(iterations, ({ logDensity }) => logDensity),
    );
    if (rHat(logDensities) < 1.05) return found;
  }
  throw new Error("no seed gave chains that agree");
}

test.runIf(!present)("the reference posteriors are there", (context) => {
  if (process.env.CI === "true") {
    throw new Error("../shared/reference-posteriors is missing: the sampler was not checked against it.");
  }
  context.skip(
    "../shared/reference-posteriors is missing; get the posteriors of posteriordb to check the sampler.",
  );
});

describe.runIf(present)("NUTS agrees with the reference posterior", () => {
  test.each(referenceNames)("%s", { timeout: 120_000 }, (name) => {
    const { chains } = agreeingChains(referenceTarget(name));
    const comparisons = compareWithReference(name, chains);
    expect(comparisons.length).toBeGreaterThanOrEqual(20);
    expect(failures(comparisons, 4)).toEqual([]);
  });
});
