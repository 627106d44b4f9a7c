import { existsSync, statSync } from "node:fs";
import type { FlatModel } from "../../../shared/artifact/model.ts";
import { HedgeError } from "../../../shared/errors.ts";
import { rowLogits } from "../../../shared/predictive/row-logits.ts";
import { countDimensions } from "../../../shared/text/vocabulary.ts";
import { indexTree, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { loadModel } from "../../artifact/load-model.ts";
import { requireFlat } from "../../artifact/require-flat.ts";
import { drawBytes, drawFile, openDraws } from "../../chains/draw-file.ts";
import { isRunFolder } from "../../chains/list-runs.ts";
import { readRunIdentity } from "../../chains/run-folder.ts";
import { readTrace } from "../../chains/trace.ts";
import { evenlySpacedIndices } from "../../posterior/evenly-spaced.ts";
import { type Draw, type Features, readDraw } from "./parameters-from-draw.ts";
import { readRunFeatures } from "./run-features.ts";

/** Draws of an earlier posterior that chains can start from. */
export type EarlierPosterior = {
  readonly features: Features;
  readonly tree: TreeIndex;
  /** Step size that its chains ended with; null where it is not known. */
  readonly stepSize: number | null;
  readonly draws: readonly Draw[];
};

/** Starts that are taken from a model file. */
const modelStarts = 4;

/**
 * Reads an earlier posterior: the last draw of every chain of a run folder, or draws that are
 * regenerated from a model file.
 *
 * @throws HedgeError `model-missing` or what is wrong with the file, `bad-input` for a run without
 *   draws, and for a factorised one
 */
export async function readEarlierPosterior(path: string): Promise<EarlierPosterior> {
  if (isRunFolder(path)) return readRun(path);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder) {
    throw new HedgeError(
      "bad-input",
      `--from: "${path}" is no run folder; name one, such as models/model.run, or a model file.`,
    );
  }
  return readModelDraws(requireFlat((await loadModel(path)).model, "--from"));
}

function readRun(folder: string): EarlierPosterior {
  if (readRunIdentity(folder).form === "factorised") {
    throw new HedgeError(
      "bad-input",
      `--from: the run in "${folder}" has a softmax for every node, and chains start from one over all ` +
        "classes; name a run or a model of --form flat, or leave out --from.",
    );
  }
  const { features, tree } = readRunFeatures(folder);
  const shape = {
    groups: tree.groups.length,
    features: 1 + features.terms.size + features.dimensions,
    columns: tree.nodeCount - 1,
  };
  const draws: Draw[] = [];
  const stepSizes: number[] = [];
  for (let chain = 0; existsSync(drawFile(folder, chain).path); chain++) {
    const { path, isHalf } = drawFile(folder, chain);
    const count = Math.floor(statSync(path).size / drawBytes(shape, isHalf));
    if (count === 0) continue;
    const file = openDraws(folder, chain + 1, count, shape);
    try {
      draws.push(readDraw(file, (chain + 1) * count - 1));
    } finally {
      file.close();
    }
    stepSizes.push(readTrace(folder, chain).at(-1)?.stepSize ?? Number.NaN);
  }
  if (draws.length === 0) {
    throw new HedgeError(
      "bad-input",
      `--from: the run in "${folder}" has no draws yet; go on with it by --resume, or leave out --from.`,
    );
  }
  const known = stepSizes.filter((size) => size > 0);
  const stepSize = known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length;
  return { features, tree, stepSize, draws };
}

/** Draws regenerated from a model, feature by feature: each as the only one of a title. */
function readModelDraws({ tree, vocabulary, posterior }: FlatModel): EarlierPosterior {
  const { columns, features, draws: count, scales } = posterior;
  const groups = tree.groups.length;
  const chosen = evenlySpacedIndices(count, modelStarts);
  const draws = chosen.map((draw) => ({
    coefficients: new Float32Array(features * columns),
    scales: scales.slice(draw * groups, (draw + 1) * groups),
  }));
  const { load } = rowLogits(posterior, tree);
  const logits = new Float64Array(count * columns);
  const noWords = { knownWords: [], unknownWords: [], vectorWords: [], unknownSquares: 0 };
  for (let feature = 0; feature < features; feature++) {
    load({ ...noWords, features: Int32Array.of(feature), values: Float32Array.of(1) }, logits);
    draws.forEach(({ coefficients }, k) => {
      const from = (chosen[k] ?? 0) * columns;
      coefficients.set(logits.subarray(from, from + columns), feature * columns);
    });
  }
  const terms = Array.from({ length: vocabulary.terms.length }, (_, term) => vocabulary.terms.at(term));
  return {
    features: {
      terms: new Map(terms.map((term, index) => [term, index])),
      dimensions: countDimensions(vocabulary),
    },
    tree: indexTree(tree.taxonomy),
    stepSize: null,
    draws,
  };
}
