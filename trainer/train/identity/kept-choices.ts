import { readRunIdentity } from "../../chains/run-folder.ts";
import type { TrainOptions } from "../options.ts";

/** What a run has chosen before its sampling, as far as it chose. */
export type RunChoices = {
  /** Scale of the leaves of the flat form, see `Preset.leafScale`. */
  readonly leafScale?: number | undefined;
  /** Scales of the nodes of the factorised form by depth, 0 for the root. */
  readonly nodeScales?: readonly number[] | undefined;
  /** Share of the weights of complement naive Bayes. */
  readonly naiveBayes?: number | undefined;
};

/**
 * What a run to go on with has chosen, with the level of the rare terms that it has left out, 0 for
 * none. Undefined for a new run.
 *
 * @throws HedgeError as `readRunIdentity`
 */
export function keptChoices({
  resume,
}: Pick<TrainOptions, "resume">): (RunChoices & { readonly level: number }) | undefined {
  if (resume === undefined) return undefined;
  const { rareTerms = 0, leafScale, nodeScales, naiveBayes } = readRunIdentity(resume);
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  return {
    level: Number(rareTerms),
    leafScale: number(leafScale),
    nodeScales: typeof nodeScales === "string" ? nodeScales.split(", ").map(Number) : undefined,
    naiveBayes: number(naiveBayes),
  };
}
