import { expect, test } from "vitest";
import type { ChainSummary, QuantitySummary } from "../../../trainer/diagnostics/summary.ts";
import { assessRun } from "../../../trainer/diagnostics/verdict.ts";

const healthyChain: ChainSummary = {
  draws: 250,
  divergences: 0,
  maxDepthHits: 0,
  stepSize: 0.1,
  meanAcceptance: 0.8,
  eBfmi: 1,
};

const healthy: QuantitySummary = {
  name: "scale[toys]",
  kind: "scale",
  mean: 4,
  sd: 0.5,
  q5: 3.2,
  q50: 4,
  q95: 4.8,
  rHat: 1.003,
  bulkEss: 700,
  tailEss: 600,
  mcseMean: 0.02,
};

const four = <T>(item: T): T[] => [item, item, item, item];

test("four chains that agree are good, without a reason", () => {
  expect(assessRun([healthy], four(healthyChain))).toEqual({ verdict: "good", reasons: [] });
});

const sick: [string, Partial<QuantitySummary>, Partial<ChainSummary>, "good" | "doubtful" | "bad", RegExp][] =
  [
    ["R-hat at the bound", { rHat: 1.01 }, {}, "good", /^$/],
    [
      "R-hat above 1.01",
      { rHat: 1.02 },
      {},
      "doubtful",
      /R-hat of scale\[toys\] is 1\.020.*--warmup.*--draws/,
    ],
    ["R-hat above 1.05", { rHat: 1.0502 }, {}, "bad", /is 1\.050/],
    ["chains stuck apart", { rHat: Number.POSITIVE_INFINITY }, {}, "bad", /is Infinity/],
    ["bulk ESS at the bound", { bulkEss: 400 }, {}, "good", /^$/],
    [
      "bulk ESS below 400",
      { bulkEss: 399.9 },
      {},
      "doubtful",
      /only 399 .*centre, fewer than 400; make more draws/,
    ],
    ["bulk ESS below 100", { bulkEss: 99 }, {}, "bad", /only 99 /],
    ["tail ESS below 100", { tailEss: 99 }, {}, "doubtful", /only 99 .*tails/],
    ["one divergence in each chain", {}, { divergences: 1 }, "doubtful", /4 of 1000 .*--target-acceptance/],
    ["3 of 250 divergent", {}, { divergences: 3 }, "bad", /12 of 1000/],
    ["3 of 2,500 of ten nodes", {}, { divergences: 3, trajectories: 2500 }, "doubtful", /12 of 10000/],
    ["2 of 250 at the greatest depth", {}, { maxDepthHits: 2 }, "good", /^$/],
    [
      "3 of 250 at the greatest depth",
      {},
      { maxDepthHits: 3 },
      "doubtful",
      /12 of 1000.*greatest.*--max-depth/,
    ],
    ["low E-BFMI", {}, { eBfmi: 0.21 }, "doubtful", /E-BFMI is 0\.21 .* 4 .*tails/],
    ["a quantity that never changes", { sd: 0, rHat: Number.NaN }, {}, "bad", /never changed.*--warmup/],
    ["a mean that is not finite", { mean: Number.NaN, rHat: Number.NaN }, {}, "bad", /not a finite number/],
    ["no draws", { rHat: Number.NaN, bulkEss: Number.NaN }, { draws: 0 }, "bad", /too few draws.*--draws/],
  ];

test.each(sick)("%s", (_, quantity, chain, verdict, reason) => {
  const judged = assessRun([{ ...healthy, ...quantity }], four({ ...healthyChain, ...chain }));
  expect(judged.verdict).toBe(verdict);
  expect(judged.reasons.join(" ")).toMatch(reason);
  expect(judged.reasons.length).toBe(verdict === "good" ? 0 : 1);
});

test("one sentence names the worst quantity and counts the others", () => {
  const quantities = [1.02, 1.2, 1.03, 1].map((rHat, k) => ({ ...healthy, name: `scale[${k}]`, rHat }));
  const { verdict, reasons } = assessRun(quantities, four(healthyChain));
  expect(verdict).toBe("bad");
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(/^R-hat of scale\[1\] is 1\.200 \(and 2 more quantities are affected\)/);
});

test("what makes a run bad comes before what makes it doubtful", () => {
  const { verdict, reasons } = assessRun(
    [{ ...healthy, rHat: 1.02 }],
    four({ ...healthyChain, divergences: 200 }),
  );
  expect(verdict).toBe("bad");
  expect(reasons.map((reason) => reason.split(" ")[0])).toEqual(["800", "R-hat"]);
});

test("a single chain is doubtful, however good its statistics", () => {
  const { verdict, reasons } = assessRun([{ ...healthy, rHat: Number.NaN }], [healthyChain]);
  expect(verdict).toBe("doubtful");
  expect(reasons).toEqual([expect.stringMatching(/single chain.*--chains/)]);
});

test("ESS is asked for per chain", () => {
  const eight = [...four(healthyChain), ...four(healthyChain)];
  expect(assessRun([healthy], eight).reasons).toEqual([expect.stringMatching(/600|700/), expect.anything()]);
});

test("no draws are bad", () => {
  expect(assessRun([], four(healthyChain)).verdict).toBe("bad");
  expect(assessRun([healthy], []).verdict).toBe("bad");
});
