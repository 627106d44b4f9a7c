import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eBfmi } from "../../../trainer/diagnostics/e-bfmi.ts";
import {
  bulkEss,
  meanEss,
  quantileEss,
  tailEss,
} from "../../../trainer/diagnostics/effective-sample-size.ts";
import { meanMcse, quantileMcse } from "../../../trainer/diagnostics/mcse.ts";
import { bulkRHat, foldedRHat, rHat } from "../../../trainer/diagnostics/r-hat.ts";

/** A statistic as the fixture writes it; null is NaN. */
type Written = number | null | "Infinity";

type Case = {
  readonly name: string;
  readonly chains: readonly (readonly number[])[];
  readonly statistics: Readonly<Record<string, Written | readonly Written[]>>;
};

const fixture: { versions: Record<string, string>; probabilities: number[]; cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/arviz.json", import.meta.url), "utf8"),
);

const chainsOf = (example: Case) => example.chains.map((chain) => Float64Array.from(chain));

/** Every statistic of the fixture as hedge computes it, under the fixture's names. */
function ourStatistics(chains: Float64Array[]): Record<string, number | number[]> {
  return {
    rHat: rHat(chains),
    bulkRHat: bulkRHat(chains),
    foldedRHat: foldedRHat(chains),
    bulkEss: bulkEss(chains),
    tailEss: tailEss(chains),
    meanEss: meanEss(chains),
    quantileEss: fixture.probabilities.map((probability) => quantileEss(chains, probability)),
    meanMcse: meanMcse(chains),
    quantileMcse: fixture.probabilities.map((probability) => quantileMcse(chains, probability)),
    eBfmi: chains.map(eBfmi),
  };
}

/** |ours - theirs| / |theirs|; 0 where both are NaN or both are the same infinity or zero. */
function relativeDifference(ours: number, theirs: Written): number {
  const expected = theirs === null ? Number.NaN : Number(theirs);
  if (Object.is(ours, expected)) return 0;
  return Math.abs(ours - expected) / Math.abs(expected);
}

test.each(fixture.cases)("agrees with ArviZ to 1e-6 on $name", (example) => {
  const ours = ourStatistics(chainsOf(example));
  expect(Object.keys(ours).sort()).toEqual(Object.keys(example.statistics).sort());
  const differences = Object.entries(ours).flatMap(([statistic, values]) => {
    const theirs = [example.statistics[statistic] ?? null].flat();
    return [values].flat().map((value, k) => ({
      statistic: `${statistic} ${k}`,
      ours: value,
      theirs: theirs[k],
      difference: relativeDifference(value, theirs[k] ?? null),
    }));
  });
  expect(differences.filter(({ difference }) => !(difference < 1e-6))).toEqual([]);
});
