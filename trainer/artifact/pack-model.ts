import { Packr } from "msgpackr";
import { blockBytes } from "../../shared/artifact/blocks.ts";
import {
  contentDigest,
  formatName,
  formatVersion,
  type ModelFile,
  showHash,
} from "../../shared/artifact/format.ts";
import type { DecisionRule, TrainingSummary } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { chooseDraws } from "./choose-draws.ts";
import { coefficientMoments } from "./coefficient-moments.ts";
import { type HeaderContent, headerMap } from "./pack-header.ts";
import type { PosteriorDraws } from "./posterior-draws.ts";
import { quantiseDraws } from "./quantise.ts";

export type ModelParts = {
  readonly draws: PosteriorDraws;
  readonly tree: TreeIndex;
  readonly vocabulary: Vocabulary;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
  /** Most bytes that the file may have. */
  readonly maxBytes: number;
};

export type PackedModel = {
  /** The model file. */
  readonly bytes: Uint8Array;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly hash: string;
  /** Draws packed, S. */
  readonly draws: number;
};

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * Packs a posterior into a model file: as many evenly spread draws as fit `maxBytes`, quantised. The same parts give the
 * same bytes. Memory is the file and a few arrays of features x columns; draws are read one at a time, each at most twice.
 *
 * @throws HedgeError `bad-usage` when not even one draw fits, saying the bytes needed
 */
export async function packModel(parts: ModelParts): Promise<PackedModel> {
  const { draws, tree } = parts;
  const features = 1 + parts.vocabulary.terms.length;
  if (
    draws.features !== features ||
    draws.columns !== tree.nodeCount - 1 ||
    draws.groups !== tree.groups.length
  ) {
    throw new Error(
      `draws of ${draws.features} x ${draws.columns}, ${draws.groups} scales do not fit the tree and vocabulary`,
    );
  }
  const content: HeaderContent = { ...parts, taxonomy: tree.taxonomy };
  const chosen = chooseDraws(draws.count, drawsThatFit(content, draws, parts.maxBytes));
  const moments = coefficientMoments(draws, chosen);
  const header = packr.pack(headerMap(content, chosen.length, moments.scales));
  const blocks = quantiseDraws(draws, chosen, moments);
  const sha256 = await contentDigest(header, blocks);
  return { bytes: packFile(header, blocks, sha256), hash: showHash(sha256), draws: chosen.length };
}

function packFile(header: Uint8Array, blocks: Uint8Array, sha256: Uint8Array): Uint8Array {
  const file: ModelFile = {
    format: formatName,
    major: formatVersion.major,
    minor: formatVersion.minor,
    sha256,
    header,
    blocks,
  };
  return packr.pack(file);
}

/**
 * Finds out before the sampling, not after, that not even one draw will fit.
 *
 * @throws HedgeError `bad-usage`, saying the bytes needed
 */
export function checkModelFits(tree: TreeIndex, vocabulary: Vocabulary, maxBytes: number): void {
  const words = packr.pack([vocabulary.terms, vocabulary.documentFrequency, tree.taxonomy.labels]).length;
  const bytesFor = (count: number) =>
    words + (1 + vocabulary.terms.length) * blockBytes(count, tree.nodeCount - 1);
  if (bytesFor(1) > maxBytes) throw tooLarge(bytesFor, maxBytes);
}

/** Largest number of draws whose file is at most `maxBytes` long. */
function drawsThatFit(content: HeaderContent, draws: PosteriorDraws, maxBytes: number): number {
  // A file without draws, and what lengths and counts may take more of once they are larger.
  const slack = 32;
  const emptyHeader = packr.pack(headerMap(content, 0, new Float32Array(0)));
  const fixed = packFile(emptyHeader, new Uint8Array(0), new Uint8Array(32)).length + slack;
  const bytesFor = (count: number) =>
    fixed + 4 * count * draws.groups + draws.features * blockBytes(count, draws.columns);
  if (bytesFor(1) > maxBytes) throw tooLarge(bytesFor, maxBytes);
  let fits = 1;
  let tooMany = draws.count + 1;
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (bytesFor(middle) <= maxBytes) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

function tooLarge(bytesFor: (draws: number) => number, maxBytes: number): HedgeError {
  return new HedgeError(
    "bad-usage",
    `One draw of this model takes ${bytesFor(1)} bytes and --max-bytes is ${maxBytes}; ` +
      `raise it to at least ${bytesFor(1)} (ten draws take ${bytesFor(10)}) or drop rare words.`,
  );
}
