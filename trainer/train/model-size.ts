import { momentBlockBytes } from "../../shared/artifact/moment-blocks.ts";
import { nodeBlockBytes } from "../../shared/artifact/node-block.ts";
import { HedgeError } from "../../shared/errors.ts";
import { countFeatures, type Vocabulary } from "../../shared/text/vocabulary.ts";
import type { WordVectors } from "../../shared/text/word-vectors.ts";
import type { NodeShape } from "../../shared/tree/node-tree.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { fewestBits } from "../posterior/choose-posterior.ts";
import { type MomentBits, regeneratedDrawCount } from "../posterior/moments-candidate.ts";
import { mostShapes } from "../posterior/shape-codebook.ts";

/** The least bytes that a model can take in any form. */
export function leastModelBytes(tree: TreeIndex, vocabulary: Vocabulary): number {
  const layout = { columns: tree.nodeCount - 1, deviates: 0, ...fewestBits };
  return vocabularyBytes(vocabulary) + countFeatures(vocabulary) * momentBlockBytes(layout);
}

/** The share of a file that is for terms and coefficients, beside so many bytes at least. */
const share = 0.95;
const headerBytes = 20_000;

/** Bytes of a file with so many bytes of terms and coefficients, about, and all beside them. */
export function withHeader(bytes: number): number {
  return headerBytes + Math.ceil(bytes / share);
}

/** Bytes of the block of a node of the factorised form with so many features. */
export function packedNodeBytes(shape: NodeShape, features: number, bits: MomentBits): number {
  const rows = shapeRows(features, bits);
  return nodeBlockBytes({ ...bits, ...shape, features, rows }, regeneratedDrawCount);
}

/** Rows of the shapes that so many features share; 0 where each has a spread of its own. */
export function shapeRows(features: number, { spreadBits }: MomentBits): number {
  return spreadBits === 0 ? Math.min(mostShapes, features) : 0;
}

/** Bytes that a vocabulary takes in a model file, about. */
export function vocabularyBytes({ terms, vectors = [] }: Pick<Vocabulary, "terms" | "vectors">): number {
  const words = terms.reduce((sum, term) => sum + Buffer.byteLength(term) + 16, 0);
  return words + vectors.reduce((sum, table) => sum + vectorBytes(table), 0);
}

/** Bytes that word vectors take in a model file. */
function vectorBytes({ packed }: WordVectors): number {
  return Object.values(packed).reduce((sum, bytes) => sum + bytes.length, 0);
}

/** The error for a model of which even the smallest form is larger than `maxBytes`. */
export function modelTooLarge(
  least: number,
  maxBytes: number,
  { options, vectors = [] }: Pick<Vocabulary, "options" | "vectors">,
): HedgeError {
  const ways = [
    `raise it to at least ${least}`,
    ...(options.minDocumentFrequency > 1 ? [] : ["drop rare words with --preset quick"]),
    ...(vectors.length === 0 ? [] : ["do without word vectors with --word-vectors none"]),
  ];
  return new HedgeError(
    "bad-usage",
    `This model takes at least ${least} bytes and --max-bytes is ${maxBytes}; ${ways.join(", or ")}.`,
  );
}
