import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { columnTree } from "../../shared/tree/column-tree.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import { writeArrays } from "./arrays.ts";
import type { Watch } from "./watch.ts";

/** "HEDG" and the version of the layout that `README.md` in this folder describes. */
const magic = 0x47444548;
const layoutVersion = 2;
const headerLength = 16;

/**
 * Writes what a peer needs into `folder`. `problem.bin` has data, tree, priors and what to watch.
 * `positions.f32` has the points to evaluate at, or the starts of chains. All peers read the
 * matrices of hedge's own featuriser, bit for bit.
 *
 * @throws HedgeError `bad-usage` when the peers' model lacks something that the problem has
 */
export function writeProblem(
  folder: string,
  problem: Problem,
  positions: readonly Float64Array[],
  watch: Watch,
): void {
  const { design, labels, tree, likelihoodPower } = problem;
  const { parent, group } = columnTree(tree);
  const priors = priorsOf(problem);
  const { rowStart, rowFeature, rowValue, featureStart, featureRow, featureValue } = design;
  const { rows: watched, probeLeaves } = watch;
  const header = new Int32Array(headerLength);
  header.set([
    ...[magic, layoutVersion, design.rows, design.features, tree.leaves.length, tree.nodeCount - 1],
    ...[rowFeature.length, tree.groups.length],
    ...[watched.rows, watched.rowFeature.length, probeLeaves.length],
  ]);
  writeArrays(join(folder, "problem.bin"), [
    header,
    ...[rowStart, rowFeature, rowValue, featureStart, featureRow, featureValue],
    ...[labels, parent, group],
    Int32Array.from(priors, ({ kind }) => kind),
    Float32Array.from(priors, ({ scale }) => scale),
    Float32Array.of(likelihoodPower),
    ...[watched.rowStart, watched.rowFeature, watched.rowValue, probeLeaves],
  ]);
  const rounded = positions.map((position) => Float32Array.from(position));
  writeArrays(join(folder, "positions.f32"), rounded);
}

/** The priors of the scales, their kinds numbered as in the file. */
function priorsOf({ scalePriors, noise }: Problem) {
  if (noise) throw new HedgeError("bad-usage", "The peers' model has no noise; choose such a preset.");
  return scalePriors.map((prior) => {
    if (prior.kind === "half-normal") return { kind: 0, scale: prior.scale };
    if (prior.kind === "fixed") return { kind: 1, scale: prior.value };
    const message = `The peers' scales are half-normal or fixed, not ${prior.kind}; choose such a preset.`;
    throw new HedgeError("bad-usage", message);
  });
}
