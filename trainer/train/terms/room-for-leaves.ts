import type { MostLeaves } from "../../../shared/tree/node-tree.ts";
import { fairBits } from "../../posterior/choose-posterior.ts";
import { packedNodeBytes, vocabularyBytes, withHeader } from "../model-size.ts";
import { nodeSet } from "../nodes/node-problems.ts";
import { nodeSizes } from "../nodes/node-size.ts";
import { findTooLarge, type MemoryOptions } from "./check-memory.ts";
import type { FittedRegression } from "./fit-regression.ts";

/**
 * Builds the function that says whether nodes can have so many leaves: whether their chains fit
 * into the memory of the kernel, and the model into `maxBytes` without rounding its means too far.
 */
export function hasRoomForLeaves(
  fitted: FittedRegression,
  options: MemoryOptions & { readonly maxBytes: number },
): (mostLeaves: MostLeaves) => boolean {
  const words = vocabularyBytes(fitted.regression.vocabulary);
  return (mostLeaves) => {
    const nodes = nodeSet(fitted.regression, mostLeaves);
    const sizes = nodeSizes(nodes);
    const blocks = sizes.map(({ shape, features }) => packedNodeBytes(shape, features, fairBits));
    const bytes = blocks.reduce((sum, own) => sum + own, words);
    return (
      withHeader(bytes) <= options.maxBytes &&
      findTooLarge(options, { ...fitted, nodes, nodeSizes: sizes }) === null
    );
  };
}
