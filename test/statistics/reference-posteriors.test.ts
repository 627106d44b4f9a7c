import { describe, expect, test } from "vitest";
import { sample } from "../../trainer/nuts/sample.ts";
import { failures } from "./comparison.ts";
import {
  compareWithReference,
  haveReferences,
  referenceNames,
  referenceTarget,
} from "./reference-posteriors.ts";

// The sampler against posteriors that somebody else computed. There are 108 comparisons at 4 standard errors, so a right
// sampler fails with a probability of about 0.7 % (6.3e-5 each, normal errors); the seed is fixed.

const present = haveReferences();

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
    const { chains } = sample(referenceTarget(name), { seed: 1, chains: 4, warmup: 1000, draws: 1000 });
    const comparisons = compareWithReference(name, chains);
    expect(comparisons.length).toBeGreaterThanOrEqual(20);
    expect(failures(comparisons, 4)).toEqual([]);
  });
});
