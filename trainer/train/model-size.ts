import { momentBlockBytes } from "../../shared/artifact/moment-blocks.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { fewestBits } from "../posterior/choose-posterior.ts";

/**
 * Refuses, before the sampling, a model that cannot fit in any form.
 *
 * @throws HedgeError `bad-usage`, saying the bytes needed
 */
export function checkModelFits(tree: TreeIndex, vocabulary: Vocabulary, maxBytes: number): void {
  const words = vocabulary.terms.reduce((sum, term) => sum + Buffer.byteLength(term) + 16, 0);
  const layout = { columns: tree.nodeCount - 1, deviates: 0, ...fewestBits };
  const blocks = (1 + vocabulary.terms.length) * momentBlockBytes(layout);
  if (words + blocks > maxBytes) throw modelTooLarge(words + blocks, maxBytes);
}

/** The error for a model of which even the smallest form is larger than `maxBytes`. */
export function modelTooLarge(least: number, maxBytes: number): HedgeError {
  return new HedgeError(
    "bad-usage",
    `This model takes at least ${least} bytes and --max-bytes is ${maxBytes}; raise it to at least ${least} or drop rare words.`,
  );
}
