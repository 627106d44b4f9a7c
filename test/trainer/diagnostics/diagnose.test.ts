import { expect, test } from "vitest";
import { diagnose } from "../../../trainer/diagnostics/diagnose.ts";
import type { ChainRecord, Quantity } from "../../../trainer/diagnostics/summary.ts";
import { autoregressiveChains } from "./synthetic-chains.ts";

const chains: ChainRecord[] = autoregressiveChains(9, 4, 300).map((energies, k) => ({
  divergences: 0,
  maxDepthHits: k === 0 ? 2 : 0,
  stepSize: 0.1 + 0.01 * k,
  meanAcceptance: 0.8,
  energies,
}));

function quantity(kind: Quantity["kind"], seed: number, correlation = 0): Quantity {
  const draws = autoregressiveChains(seed, 4, 300, correlation);
  return { name: `${kind}[${seed}]`, kind, chains: draws.map((chain) => chain.map((draw) => 5 + 2 * draw)) };
}

test("a run is summed up in a table of quantities, a table of chains and the model file's summary", () => {
  const {
    quantities,
    chains: table,
    training,
  } = diagnose({
    quantities: [
      quantity("scale", 1),
      quantity("scale", 2, 0.3),
      quantity("log-density", 3),
      quantity("logit", 4, 0.6),
    ],
    chains,
  });

  expect(quantities.map(({ name }) => name)).toEqual(["scale[1]", "scale[2]", "log-density[3]", "logit[4]"]);
  const [first] = quantities;
  expect(first?.mean).toBeCloseTo(5, 0);
  expect(first?.sd).toBeCloseTo(2, 0);
  expect([first?.q5, first?.q50, first?.q95].map((q) => Math.round((q ?? 0) - 5))).toEqual([-3, 0, 3]);
  expect(first?.mcseMean).toBeCloseTo(2 / Math.sqrt(1200), 2);

  expect(table[0]).toEqual({
    draws: 300,
    divergences: 0,
    maxDepthHits: 2,
    stepSize: 0.1,
    meanAcceptance: 0.8,
    eBfmi: expect.closeTo(2, 0),
  });

  const rHats = quantities.map(({ rHat }) => rHat);
  const bulk = quantities.map(({ bulkEss }) => bulkEss);
  expect(training).toMatchObject({
    divergences: 0,
    maxDepthHits: 2,
    maxRHatScales: Math.max(...rHats.slice(0, 2)),
    minBulkEssScales: Math.min(...bulk.slice(0, 2)),
    maxRHat: Math.max(...rHats),
    minBulkEss: Math.min(...bulk),
  });
  // Correlation 0.6 leaves a quarter of 1,200 draws, fewer than the 400 asked for.
  expect(training.verdict).toBe("doubtful");
  expect(training.reasons.join(" ")).toContain("logit[4]");
});

test("healthy draws get a good verdict", () => {
  const { training } = diagnose({ quantities: [quantity("scale", 1), quantity("logit", 2)], chains });
  expect(training).toMatchObject({ verdict: "good", reasons: [] });
});

test("without scales there is no worst scale", () => {
  const { training } = diagnose({ quantities: [quantity("logit", 1)], chains });
  expect(training.maxRHatScales).toBeNaN();
  expect(training.minBulkEssScales).toBeNaN();
  expect(training.maxRHat).toBeLessThan(1.02);
});

test("a quantity that never changed makes the extremes NaN and the verdict bad", () => {
  const still: Quantity = {
    name: "still",
    kind: "scale",
    chains: chains.map(() => new Float64Array(300).fill(1)),
  };
  const { training } = diagnose({ quantities: [quantity("scale", 1), still], chains });
  expect(training.maxRHatScales).toBeNaN();
  expect(training.verdict).toBe("bad");
  expect(training.reasons.join(" ")).toContain("still never changed");
});

test("draws that do not match the chains are refused by name", () => {
  const short: Quantity = {
    name: "scale[1]",
    kind: "scale",
    chains: chains.map(() => new Float64Array(299)),
  };
  expect(() => diagnose({ quantities: [short], chains })).toThrow(
    "scale[1] has chains of [299,299,299,299] draws",
  );
});
