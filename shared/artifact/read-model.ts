import type { Unpackr as Reader } from "msgpackr";
import { Unpackr } from "msgpackr/unpack";
import { HedgeError } from "../errors.ts";
import { indexTree } from "../tree/taxonomy.ts";
import { blockBytes } from "./blocks.ts";
import { asMap, bytesField, corrupt, countField, mapField, type Untrusted } from "./checks.ts";
import { contentDigest, formatName, formatVersion, showHash } from "./format.ts";
import { readDecision, readTaxonomy, readTraining, readVocabulary } from "./header.ts";
import type { Model, PackedPosterior } from "./model.ts";

// The reading half of msgpackr alone, for the worker's size; its own types do not resolve, the whole's do.
const unpackr: Reader = new Unpackr({ useRecords: false, int64AsType: "number" });

/**
 * Reads a model file. The blocks are a view into `bytes`, which must not change afterwards; nothing of them is
 * decoded here.
 *
 * @throws HedgeError `model-version` for a newer major version, `model-corrupt` for anything else that is not a
 *   whole model.
 */
export async function readModel(bytes: Uint8Array): Promise<Model> {
  const file = unpackMap(bytes, "file");
  if (file.format !== formatName) throw corrupt("it does not start as a hedge model");
  const major = countField(file, "major");
  if (major !== formatVersion.major) {
    throw new HedgeError(
      "model-version",
      `The model file has format version ${major}, this hedge reads version ${formatVersion.major}; ` +
        (major > formatVersion.major ? "update hedge or train again." : "train again."),
    );
  }
  countField(file, "minor");
  const header = bytesField(file, "header");
  const blocks = bytesField(file, "blocks");
  const sha256 = bytesField(file, "sha256");
  const actual = await contentDigest(header, blocks);
  if (sha256.length !== 32 || actual.some((byte, index) => byte !== sha256[index])) {
    throw corrupt("its SHA-256 does not match its content");
  }

  const fields = unpackMap(header, "header");
  const tree = indexTree(readTaxonomy(mapField(fields, "taxonomy")));
  const vocabulary = readVocabulary(mapField(fields, "vocabulary"));
  const features = 1 + vocabulary.terms.length;
  return {
    hash: showHash(sha256),
    tree,
    vocabulary,
    posterior: readPosterior(
      mapField(fields, "posterior"),
      blocks,
      features,
      tree.nodeCount - 1,
      tree.groups.length,
    ),
    decision: readDecision(mapField(fields, "decision"), tree.taxonomy.levels.length),
    training: readTraining(mapField(fields, "training")),
  };
}

function unpackMap(bytes: Uint8Array, name: string): Untrusted {
  let first: unknown;
  let end = -1;
  try {
    // `unpack` would show the whole content as JSON in its error about trailing bytes: too much for an isolate.
    unpackr.unpackMultiple(bytes, (value, _start, stop) => {
      first = value;
      end = stop ?? -1;
      return false;
    });
  } catch {
    throw corrupt(`its ${name} is not msgpack`);
  }
  if (end !== bytes.length) throw corrupt(`its ${name} is followed by something else`);
  return asMap(first, name);
}

function readPosterior(
  fields: Untrusted,
  blocks: Uint8Array,
  features: number,
  columns: number,
  groups: number,
): PackedPosterior {
  const draws = countField(fields, "draws", 1, 100_000);
  const scaleBytes = bytesField(fields, "scales");
  if (scaleBytes.length !== 4 * draws * groups) throw corrupt("scales have the wrong length");
  if (blocks.length !== features * blockBytes(draws, columns)) throw corrupt("blocks have the wrong length");
  const view = new DataView(scaleBytes.buffer, scaleBytes.byteOffset, scaleBytes.byteLength);
  const scales = Float32Array.from({ length: draws * groups }, (_, k) => view.getFloat32(4 * k, true));
  if (!scales.every((scale) => Number.isFinite(scale) && scale >= 0))
    throw corrupt("a scale is not a positive number");
  checkUnits(blocks, blockBytes(draws, columns));
  return { draws, features, columns, scales, blocks };
}

/** Finite units make every coefficient, and with it every logit, finite. Reads eight bytes a block. */
function checkUnits(blocks: Uint8Array, size: number): void {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  for (let start = 0; start < blocks.length; start += size) {
    const sum = view.getFloat32(start, true) + view.getFloat32(start + 4, true);
    if (!Number.isFinite(sum)) throw corrupt("a block's unit is not a finite number");
  }
}
