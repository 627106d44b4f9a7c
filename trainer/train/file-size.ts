import { momentBlockBytes } from "../../shared/artifact/moment-blocks.ts";
import { shapeOf } from "../../shared/tree/node-tree.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { bitChoices } from "../posterior/choose-posterior.ts";
import { type MomentBits, regeneratedDrawCount } from "../posterior/moments-candidate.ts";
import { shapeRows, vocabularyBytes } from "./model-size.ts";
import { packedNodesBytes, type SizedNodes } from "./nodes/node-size.ts";

/** Bytes of a node beside its label: its parent, and its part of the decision rule. */
const bytesOfNode = 16;

/**
 * Bytes of a model file, about: as moments with as many bits as fit into `maxBytes`. Explicit
 * draws, which a small flat model may become, are not counted.
 */
export function plannedFileBytes(sized: SizedNodes, maxBytes: number): number {
  const { vocabulary, problem } = sized.regression;
  const fixed = vocabularyBytes(vocabulary) + taxonomyBytes(problem.tree);
  const sizes = bitChoices.map((bits) => fixed + blocksBytes(sized, bits));
  return sizes.find((bytes) => bytes <= maxBytes) ?? Math.min(...sizes);
}

/** Bytes of the labels of a taxonomy, and of what a file has for each of its nodes, about. */
function taxonomyBytes({ taxonomy: { labels } }: TreeIndex): number {
  return labels.reduce((sum, label) => sum + Buffer.byteLength(label) + bytesOfNode, 0);
}

/** Bytes of the blocks of all nodes, or of the one softmax of the flat form. */
function blocksBytes({ regression, nodes, nodeSizes }: SizedNodes, bits: MomentBits): number {
  if (nodes !== null) return packedNodesBytes(nodeSizes, bits);
  const { design, tree } = regression.problem;
  const { groups, ...shape } = shapeOf(tree);
  const scales = 4 * regeneratedDrawCount * groups;
  const shapes = shapeRows(design.features, bits) * shape.deviates;
  return scales + shapes + design.features * momentBlockBytes({ ...shape, ...bits });
}
