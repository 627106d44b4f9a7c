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
