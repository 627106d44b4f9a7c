import type { MostLeaves } from "../../../shared/tree/node-tree.ts";
import type { Regression } from "../../model/regression.ts";
import { fairBits } from "../../posterior/choose-posterior.ts";
import { packedNodeBytes, vocabularyBytes } from "../model-size.ts";
import { nodeSet } from "../nodes/node-problems.ts";
import { nodeSizes } from "../nodes/node-size.ts";

/**
 * Builds the function that says whether a model whose nodes have so many leaves fits into
 * `maxBytes` without rounding its means too far.
 */
export function hasRoomForLeaves(
  regression: Regression,
  maxBytes: number,
): (mostLeaves: MostLeaves) => boolean {
  const words = vocabularyBytes(regression.vocabulary);
  return (mostLeaves) => {
    const sizes = nodeSizes(nodeSet(regression, mostLeaves));
    const blocks = sizes.map(({ shape, features }) => packedNodeBytes(shape, features, fairBits));
    return blocks.reduce((sum, bytes) => sum + bytes, words) <= maxBytes;
  };
}
