import type { Unpackr as Reader } from "msgpackr";
import { Unpackr } from "msgpackr/unpack";
import { HedgeError } from "../errors.ts";
import { countFeatures } from "../text/vocabulary.ts";
import { indexTree } from "../tree/taxonomy.ts";
import { bytesField, checkMap, corrupt, countField, mapField, type Untrusted } from "./checks.ts";
import { contentDigest, formatName, formatVersion, oldestMajor, showHash } from "./format.ts";
import { readDecision, readLoss, readTaxonomy, readTraining } from "./header.ts";
import type { Model } from "./model.ts";
import { checkFactorised, readFactorised } from "./read-factorised.ts";
import { checkBlocks, readPosterior } from "./read-posterior.ts";
import { readVocabulary } from "./read-vocabulary.ts";

// Only the reading half of msgpackr, which keeps the worker small. Its types do not resolve; those
// of the whole package do.
const unpackr: Reader = new Unpackr({ useRecords: false, int64AsType: "number" });

/** A model whose digest and blocks are not checked yet. */
export type OpenedModel = {
  readonly model: Model;
  /**
   * Checks the digest and the blocks, in time linear in the file.
   *
   * @throws HedgeError `model-corrupt`
   */
  check(): Promise<void>;
};

/**
 * Reads a model file and checks all of it. The blocks are a view into `bytes`, which must not
 * change afterwards; none of them is decoded here.
 *
 * @throws HedgeError `model-version` for another major version, `model-corrupt` for anything else
 *   that is not a whole model
 */
export async function readModel(bytes: Uint8Array): Promise<Model> {
  const { model, check } = openModel(bytes);
  await check();
  return model;
}

/**
 * Reads a model file as `readModel` does, but leaves to the caller when it is checked. Until then
 * its answers may be wrong or no numbers; nothing else can happen. Takes a time that does not
 * depend on the number of terms, features and word vectors.
 *
 * @throws HedgeError as `readModel`, for what it reads
 */
export function openModel(bytes: Uint8Array): OpenedModel {
  const file = unpackMap(bytes, "file");
  if (file.format !== formatName) throw corrupt("it does not start as a hedge model");
  const major = countField(file, "major");
  if (major < oldestMajor || major > formatVersion.major) {
    throw new HedgeError(
      "model-version",
      `The model file has format version ${major}, this hedge reads versions ${oldestMajor} to ${formatVersion.major}; ` +
        (major > formatVersion.major ? "update hedge or train again." : "train again."),
    );
  }
  const minor = countField(file, "minor");
  const header = bytesField(file, "header");
  const blocks = bytesField(file, "blocks");
  const sha256 = bytesField(file, "sha256");

  const fields = unpackMap(header, "header");
  const tree = indexTree(readTaxonomy(mapField(fields, "taxonomy")));
  const vocabulary = readVocabulary(mapField(fields, "vocabulary"));
  const features = countFeatures(vocabulary);
  const posteriorFields = mapField(fields, "posterior");
  const rest = {
    format: { major, minor },
    hash: showHash(sha256),
    tree,
    vocabulary,
    loss: fields.loss === null ? null : readLoss(mapField(fields, "loss")),
    decision: readDecision(mapField(fields, "decision"), tree.taxonomy.levels.length),
    training: readTraining(mapField(fields, "training")),
  };
  const model: Model =
    posteriorFields.kind === "factorised"
      ? { ...rest, posterior: readFactorised(posteriorFields, blocks, tree, features) }
      : { ...rest, posterior: readPosterior(posteriorFields, blocks, tree, features) };
  const check = async () => {
    // The digest is a view into the file, and what it is the digest of follows it.
    const content = bytes.subarray(sha256.byteOffset - bytes.byteOffset + sha256.length);
    const actual = await contentDigest(content as Uint8Array<ArrayBuffer>);
    if (sha256.length !== 32 || actual.some((byte, index) => byte !== sha256[index])) {
      throw corrupt("its SHA-256 does not match its content");
    }
    if (model.posterior.kind === "factorised") checkFactorised(model.posterior, tree);
    else checkBlocks(model.posterior);
  };
  return { model, check };
}

function unpackMap(bytes: Uint8Array, name: string): Untrusted {
  let first: unknown;
  let end = -1;
  try {
    // The error of `unpack` about trailing bytes has the whole content as JSON, too much for an
    // isolate.
    unpackr.unpackMultiple(bytes, (value, _start, stop) => {
      first = value;
      end = stop ?? -1;
      return false;
    });
  } catch {
    throw corrupt(`its ${name} is not msgpack`);
  }
  if (end !== bytes.length) throw corrupt(`its ${name} is followed by something else`);
  return checkMap(first, name);
}
