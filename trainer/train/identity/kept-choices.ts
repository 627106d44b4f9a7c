import type { MostLeaves } from "../../../shared/tree/node-tree.ts";
import { readRunIdentity } from "../../chains/run-folder.ts";
import type { TrainOptions } from "../options.ts";

/** What a run has chosen before its sampling, as far as it chose. */
export type RunChoices = {
  /** Scale of the leaves of the flat form, see `Preset.leafScale`. */
  readonly leafScale?: number | undefined;
  /** Scales of the nodes of the factorised form by depth, 0 for the root. */
  readonly nodeScales?: readonly number[] | undefined;
  /** Most leaves of the nodes of the factorised form by depth; the usual ones if absent. */
  readonly nodeLeaves?: MostLeaves | undefined;
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
  const { rareTerms = 0, leafScale, nodeScales, nodeLeaves, naiveBayes } = readRunIdentity(resume);
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  const numbers = (value: unknown) => {
    const list = typeof value === "string" ? value.split(", ").map(Number) : [Number.NaN];
    return list.every((one) => Number.isFinite(one)) ? list : undefined;
  };
  return {
    level: Number(rareTerms),
    leafScale: number(leafScale),
    nodeScales: numbers(nodeScales),
    nodeLeaves: numbers(nodeLeaves),
    naiveBayes: number(naiveBayes),
  };
}
