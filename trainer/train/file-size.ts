import { nodeBlockBytes } from "../../shared/artifact/node-block.ts";
import { type NodeShape, shapeOf } from "../../shared/tree/node-tree.ts";
import { bitChoices } from "../posterior/choose-posterior.ts";
import { type MomentBits, regeneratedDrawCount } from "../posterior/moments-candidate.ts";
import { mostShapes } from "../posterior/shape-codebook.ts";
import { vocabularyBytes } from "./model-size.ts";
import type { SizedNodes } from "./nodes/node-size.ts";

/**
 * Bytes of a model file, about: as moments with as many bits as fit into `maxBytes`. Explicit
 * draws, which a small flat model may become, are not counted.
 */
export function plannedFileBytes(sized: SizedNodes, maxBytes: number): number {
  const { vocabulary } = sized.regression;
  const sizes = bitChoices.map((bits) => vocabularyBytes(vocabulary) + blocksBytes(sized, bits));
  return sizes.find((bytes) => bytes <= maxBytes) ?? Math.min(...sizes);
}

/** Bytes of the blocks of all nodes, or of the one softmax of the flat form. */
function blocksBytes({ regression, nodes, nodeSizes }: SizedNodes, bits: MomentBits): number {
  const bytesOf = (shape: NodeShape, features: number) => {
    const rows = bits.spreadBits === 0 ? Math.min(mostShapes, features) : 0;
    return nodeBlockBytes({ ...bits, ...shape, features, rows }, regeneratedDrawCount);
  };
  if (nodes !== null) return nodeSizes.reduce((sum, one) => sum + bytesOf(one.shape, one.features), 0);
  const { design, tree } = regression.problem;
  return bytesOf(shapeOf(tree), design.features);
}
