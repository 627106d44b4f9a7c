import { readRunIdentity } from "../../chains/run-folder.ts";
import type { TrainOptions } from "../options.ts";

/**
 * The level of the rare terms that a run to go on with has left out, as its identity says: 0 for
 * none, undefined for a new run.
 *
 * @throws HedgeError as `readRunIdentity`
 */
export function keptLevel({ resume }: Pick<TrainOptions, "resume">): number | undefined {
  return resume === undefined ? undefined : Number(readRunIdentity(resume).rareTerms ?? 0);
}

/**
 * The share of naive Bayes of a run to go on with; undefined for a new run.
 *
 * @throws HedgeError as `readRunIdentity`
 */
export function keptNaiveBayes({ resume }: Pick<TrainOptions, "resume">): number | undefined {
  if (resume === undefined) return undefined;
  const { naiveBayes } = readRunIdentity(resume);
  return typeof naiveBayes === "number" ? naiveBayes : undefined;
}
