import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { columnTree } from "../../shared/tree/column-tree.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import type { Watch } from "../watch.ts";
import { writeArrays } from "./write-arrays.ts";

/** "HEDG" and the version of the layout that `README.md` in this folder describes. */
const magic = 0x47444548;
const layoutVersion = 2;
const headerLength = 16;

/**
 * Writes what a peer needs into `folder`: `problem.bin` (data, tree, priors, what to watch) and `positions.f32` (points to evaluate at, or starts
 * of chains, one after the other). All peers read the matrices of hedge's own featuriser, bit for bit.
 *
 * @throws HedgeError `bad-usage` when the problem has something the peers' model has not
 */
export function writeProblem(
  folder: string,
  problem: Problem,
  positions: readonly ArrayLike<number>[],
  watch: Watch,
): void {
  const { design, labels, tree } = problem;
  const { parent, group } = columnTree(tree);
  const priors = peersPriors(problem);
  const header = new Int32Array(headerLength);
  header.set([
    ...[magic, layoutVersion, design.rows, design.features, tree.leaves.length, tree.nodeCount - 1],
    ...[design.rowFeature.length, tree.groups.length],
    ...[watch.rows.rows, watch.rows.rowFeature.length, watch.probeLeaves.length],
  ]);
  const parts = [
    header,
    ...[design.rowStart, design.rowFeature, design.rowValue],
    ...[design.featureStart, design.featureRow, design.featureValue],
    ...[labels, parent, group, priors.kinds, priors.scales, Float32Array.of(problem.likelihoodPower)],
    ...[watch.rows.rowStart, watch.rows.rowFeature, watch.rows.rowValue, watch.probeLeaves],
  ];
  writeArrays(join(folder, "problem.bin"), parts);
  writeArrays(
    join(folder, "positions.f32"),
    positions.map((position) => Float32Array.from(position)),
  );
}

/** Kinds of scale priors as the file numbers them. */
const priorKinds = { "half-normal": 0, fixed: 1 };

function peersPriors({ scalePriors, noise }: Problem): { kinds: Int32Array; scales: Float32Array } {
  if (noise) throw new HedgeError("bad-usage", "The peers' model has no noise; choose such a preset.");
  const priors = scalePriors.map((prior) => {
    switch (prior.kind) {
      case "half-normal":
        return { kind: priorKinds["half-normal"], scale: prior.scale };
      case "fixed":
        return { kind: priorKinds.fixed, scale: prior.value };
      default:
        throw new HedgeError(
          "bad-usage",
          `The peers' scales are half-normal or fixed, not ${prior.kind}; choose such a preset.`,
        );
    }
  });
  return {
    kinds: Int32Array.from(priors, ({ kind }) => kind),
    scales: Float32Array.from(priors, ({ scale }) => scale),
  };
}
