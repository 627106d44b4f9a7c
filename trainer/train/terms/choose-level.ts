import { type NodeShape, shapeOf } from "../../../shared/tree/node-tree.ts";
import { lastLevel, withoutRareTerms } from "../../features/rare-terms.ts";
import type { Regression } from "../../model/regression.ts";
import { fairBits as bits } from "../../posterior/choose-posterior.ts";
import { mostShapes } from "../../posterior/shape-codebook.ts";
import { modelTooLarge, packedNodeBytes, vocabularyBytes, withHeader } from "../model-size.ts";
import { type NodeSet, nodeFeatures } from "../nodes/node-problems.ts";

/**
 * Words in more than this share of the titles are never rare. Whatever the titles, words seen once
 * are.
 */
const rarest = { share: 1 / 1000, least: 2 };

/** The last level at which terms are rare: see `withoutRareTerms`. */
function mostLevel(titles: number): number {
  return 16 * Math.max(rarest.least, Math.floor(rarest.share * titles));
}

/**
 * The lowest level at which a model without its rare terms fits, in the form of a file.
 *
 * @param nodes of the regression, in the factorised form
 * @param leastOfAll bytes that a model with all terms takes at least, more than `maxBytes`
 * @throws HedgeError `bad-usage` where none does, saying the bytes needed
 */
export function chooseLevel(
  regression: Regression,
  nodes: NodeSet | null,
  leastOfAll: number,
  maxBytes: number,
): number {
  const { vocabulary } = regression;
  const { fixed, ofFeature } = measureFeatures(regression, nodes);
  const last = new Float64Array(ofFeature.length).fill(Number.POSITIVE_INFINITY);
  vocabulary.terms.forEach((term, t) => {
    last[1 + t] = lastLevel(term, vocabulary.documentFrequency[t] ?? 0);
  });
  const neededAt = (level: number) =>
    withHeader(ofFeature.reduce((sum, bytes, k) => sum + ((last[k] ?? 0) >= level ? bytes : 0), fixed));
  let [below, level] = [0, mostLevel(vocabulary.titles)];
  const least = Math.min(neededAt(level), leastOfAll);
  if (least > maxBytes) {
    const options = withoutRareTerms(vocabulary.options, level);
    throw modelTooLarge(least, maxBytes, { ...vocabulary, options });
  }
  while (level - below > 1) {
    const middle = Math.floor((below + level) / 2);
    if (neededAt(middle) > maxBytes) below = middle;
    else level = middle;
  }
  return level;
}

/** Bytes of a model file that each feature takes, in all nodes, and those beside all features. */
function measureFeatures({ vocabulary, problem }: Regression, nodes: NodeSet | null) {
  const { design, tree } = problem;
  const ofFeature = new Float64Array(design.features);
  let fixed = vocabularyBytes({ ...vocabulary, terms: [] });
  vocabulary.terms.forEach((term, t) => {
    ofFeature[1 + t] = vocabularyBytes({ terms: [term] });
  });
  const add = (shape: NodeShape, features: Int32Array) => {
    // Beyond the shapes, which features share, each takes as much as another.
    const each = packedNodeBytes(shape, mostShapes + 1, bits) - packedNodeBytes(shape, mostShapes, bits);
    fixed += packedNodeBytes(shape, features.length, bits) - features.length * each;
    for (const feature of features) ofFeature[feature] = (ofFeature[feature] ?? 0) + each;
  };
  if (nodes === null) add(shapeOf(tree), Int32Array.from(ofFeature.keys()));
  else for (const own of nodes.nodes) add(shapeOf(own.tree), nodeFeatures(design, own, nodes.dimensions));
  return { fixed, ofFeature };
}
