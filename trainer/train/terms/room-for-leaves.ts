import type { MostLeaves } from "../../../shared/tree/node-tree.ts";
import { fairBits } from "../../posterior/choose-posterior.ts";
import { vocabularyBytes, withHeader } from "../model-size.ts";
import { packedNodesBytes, sizeNodes } from "../nodes/node-size.ts";
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
    const sized = { ...fitted, ...sizeNodes(fitted.regression, mostLeaves) };
    const bytes = withHeader(words + packedNodesBytes(sized.nodeSizes, fairBits));
    return bytes <= options.maxBytes && findTooLarge(options, sized) === null;
  };
}
