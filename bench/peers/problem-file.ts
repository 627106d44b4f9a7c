import { HedgeError } from "../../shared/errors.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import { columnTree } from "../../shared/tree/column-tree.ts";
import type { Probe } from "../../trainer/chains/chain-job.ts";
import { buildDesignMatrix } from "../../trainer/features/design-matrix.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import type { NamedArrays } from "./arrays.ts";

/**
 * What is recorded of a draw, by hedge and by every peer alike. First the scale of every group that
 * learns it, then every probe's logit, less the mean logit of its row. The probability of every
 * leaf for the held-out rows comes last.
 */
export type Watch = { readonly probes: readonly Probe[]; readonly heldOut: readonly SparseRow[] };

/** What a peer needs, as `README.md` in this folder describes it. */
export function problemArrays(
  { design, labels, tree, likelihoodPower, scalePriors, noise }: Problem,
  positions: readonly Float64Array[],
  { probes, heldOut }: Watch = { probes: [], heldOut: [] },
): NamedArrays {
  if (noise) throw new HedgeError("bad-usage", "The peers' model has no noise; choose such a preset.");
  const priors = scalePriors.map((prior) => {
    if (prior.kind === "half-normal") return { isFixed: 0, scale: prior.scale };
    if (prior.kind === "fixed") return { isFixed: 1, scale: prior.value };
    throw new HedgeError("bad-usage", `The peers' scales are half-normal or fixed, not ${prior.kind}.`);
  });
  const held = buildDesignMatrix(heldOut, design.features);
  const length = positions[0]?.length ?? 0;
  const flat = new Float32Array(positions.length * length);
  for (const [k, position] of positions.entries()) flat.set(position, k * length);
  return {
    row_start: design.rowStart,
    row_feature: design.rowFeature,
    row_value: design.rowValue,
    feature_start: design.featureStart,
    feature_row: design.featureRow,
    feature_value: design.featureValue,
    labels,
    ...columnTree(tree),
    leaves: Int32Array.of(tree.leaves.length),
    is_fixed: Int32Array.from(priors, ({ isFixed }) => isFixed),
    prior_scale: Float32Array.from(priors, ({ scale }) => scale),
    power: Float32Array.of(likelihoodPower),
    positions: flat,
    probe_row: Int32Array.from(probes, ({ row }) => row),
    probe_leaf: Int32Array.from(probes, ({ leaf }) => leaf),
    held_start: held.rowStart,
    held_feature: held.rowFeature,
    held_value: held.rowValue,
  };
}
