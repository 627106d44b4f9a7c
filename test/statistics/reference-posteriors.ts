import { existsSync, readFileSync } from "node:fs";
import { type Comparison, compare, estimate, type NamedChains, nameDraws } from "./comparison.ts";
import { eightSchools } from "./targets/eight-schools.ts";
import { autoregression, kidScores } from "./targets/linear-regression.ts";
import type { NamedTarget } from "./targets/named-target.ts";
import { normalMixture } from "./targets/normal-mixture.ts";

/**
 * Folder of posteriors of stan-dev/posteriordb. Each has a folder with data.json and draws.json (10
 * chains x 1,000 draws).
 */
const folder = new URL("../../../shared/reference-posteriors/", import.meta.url);

const targetOf = {
  "eight_schools-eight_schools_noncentered": eightSchools,
  "arK-arK": autoregression,
  "kidiq-kidscore_interaction": kidScores,
  "low_dim_gauss_mix-low_dim_gauss_mix": normalMixture,
} as const;

export type ReferenceName = keyof typeof targetOf;

export const referenceNames = Object.keys(targetOf) as ReferenceName[];

/** Whether the reference posteriors are installed. They are not part of this repository. */
export function haveReferences(): boolean {
  return referenceNames.every((name) => existsSync(new URL(`${name}/draws.json`, folder)));
}

/** The reference's model with its data. */
export function referenceTarget(name: ReferenceName): NamedTarget {
  const data = readJson(`${name}/data.json`);
  // The compiler cannot know that the file has the data of its folder's model.
  return (targetOf[name] as (data: unknown) => NamedTarget)(data);
}

/** The reference's draws by the name of the quantity. */
function referenceDraws(name: ReferenceName): NamedChains {
  const chains = readJson(`${name}/draws.json`) as readonly Record<string, readonly number[]>[];
  const quantities = Object.keys(chains[0] ?? {});
  return new Map(
    quantities.map((quantity) => [quantity, chains.map((chain) => Float64Array.from(chain[quantity] ?? []))]),
  );
}

/**
 * Compares a sampler's draws of `referenceTarget(name)` with the reference: means and quantiles of
 * every quantity.
 */
export function compareWithReference(
  name: ReferenceName,
  chains: readonly { readonly draws: readonly Float64Array[] }[],
): Comparison[] {
  const ours = nameDraws(referenceTarget(name), chains);
  return [...referenceDraws(name)].flatMap(([quantity, theirs]) =>
    compare(quantity, estimate(ours.get(quantity) ?? []), estimate(theirs)),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder), "utf8"));
}
