import type { FeatureOptions } from "../text/feature-options.ts";
import { type PackedStrings, viewOf } from "../text/string-table.ts";
import { packedTermTable } from "../text/term-table.ts";
import type { PackedVocabulary } from "../text/vocabulary.ts";
import { packedWordVectors, type WordVectors } from "../text/word-vectors.ts";
import {
  boundedField,
  bytesField,
  checkMap,
  choiceField,
  corrupt,
  countField,
  countsField,
  flagField,
  listField,
  mapField,
  textsField,
  type Untrusted,
} from "./checks.ts";

/**
 * The vocabulary, its terms still packed.
 *
 * @throws HedgeError `model-corrupt` for an invalid map
 */
export function readVocabulary(fields: Untrusted): PackedVocabulary {
  const terms = {
    text: bytesField(fields, "text"),
    ends: bytesField(fields, "ends"),
    documentFrequency: bytesField(fields, "documentFrequency"),
    slots: bytesField(fields, "slots"),
  };
  const titles = countField(fields, "titles", 1);
  checkStrings(terms, "vocabulary");
  if (terms.documentFrequency.length !== terms.ends.length) throw corrupt("the vocabulary is incomplete");
  const options = readFeatureOptions(mapField(fields, "options"));
  const shared = { options, titles, terms: packedTermTable(terms, titles) };
  if (fields.vectors == null) return shared;
  const vectors = listField(fields, "vectors").map((table) => readVectors(checkMap(table, "vectors")));
  return { ...shared, vectors };
}

/** Lengths alone: a lookup relies on nothing else, and start-up must not read every string. */
function checkStrings({ text, ends, slots }: PackedStrings, name: string): void {
  const strings = ends.length / 4;
  const count = slots.length / 4;
  const isPowerOfTwo = count >= 1 && Number.isInteger(Math.log2(count));
  if (ends.length % 4 !== 0 || !isPowerOfTwo || count <= strings) throw corrupt(`the ${name} is incomplete`);
  const last = viewOf(ends);
  if ((strings > 0 ? last.getUint32(ends.length - 4, true) : 0) !== text.length) {
    throw corrupt(`the ${name}'s text has the wrong length`);
  }
}

/** Most dimensions of word vectors. */
const mostDimensions = 1024;

function readVectors(fields: Untrusted): WordVectors {
  const packed = {
    text: bytesField(fields, "text"),
    ends: bytesField(fields, "ends"),
    slots: bytesField(fields, "slots"),
    values: bytesField(fields, "values"),
    units: bytesField(fields, "units"),
  };
  checkStrings(packed, "table of word vectors");
  const dimensions = packed.units.length / 4;
  const size = Math.ceil(dimensions / 2) * (packed.ends.length / 4);
  if (!Number.isInteger(dimensions) || dimensions > mostDimensions || packed.values.length !== size) {
    throw corrupt("the word vectors have the wrong length");
  }
  const units = viewOf(packed.units);
  for (let d = 0; d < dimensions; d++) {
    if (!(Math.abs(units.getFloat32(4 * d, true)) < 1e6))
      throw corrupt("a word vector is not a finite number");
  }
  return packedWordVectors(packed);
}

function readFeatureOptions(fields: Untrusted): FeatureOptions {
  return {
    cleanText: fields.cleanText === undefined ? false : flagField(fields, "cleanText"),
    joinHyphens: fields.joinHyphens === undefined ? false : flagField(fields, "joinHyphens"),
    splitJoints: fields.splitJoints === undefined ? false : flagField(fields, "splitJoints"),
    foldAccents: fields.foldAccents === undefined ? false : flagField(fields, "foldAccents"),
    unspacedNgrams: fields.unspacedNgrams == null ? null : readRange(fields, "unspacedNgrams"),
    wordNgrams: readRange(fields, "wordNgrams"),
    pairWeight: fields.pairWeight === undefined ? 0 : boundedField(fields, "pairWeight", 0, 1e3),
    pairMinDocumentFrequency:
      fields.pairMinDocumentFrequency === undefined ? 1 : countField(fields, "pairMinDocumentFrequency", 1),
    subwordNgrams: fields.subwordNgrams === null ? null : readRange(fields, "subwordNgrams"),
    subwordPlace:
      fields.subwordPlace === undefined ? "inside" : choiceField(fields, "subwordPlace", ["inside", "ends"]),
    subwordWeight: boundedField(fields, "subwordWeight", 0, 1e3),
    minWordLength: countField(fields, "minWordLength", 1, 100),
    foldDigits: flagField(fields, "foldDigits"),
    foldPlurals: flagField(fields, "foldPlurals"),
    minDocumentFrequency: countField(fields, "minDocumentFrequency", 1),
    subwordMinDocumentFrequency:
      fields.subwordMinDocumentFrequency === undefined
        ? 1
        : countField(fields, "subwordMinDocumentFrequency", 1),
    maxDocumentFrequency: boundedField(fields, "maxDocumentFrequency", 0, 1),
    stopWords: textsField(fields, "stopWords"),
    termFrequency: choiceField(fields, "termFrequency", ["count", "binary", "sublinear"]),
    idfPower: boundedField(fields, "idfPower", 0, 10),
    lengthPower: boundedField(fields, "lengthPower", 0, 1),
  };
}

function readRange(fields: Untrusted, name: string): [number, number] {
  const [least, most, ...rest] = countsField(fields, name, 1, 20);
  if (least === undefined || most === undefined || least > most || rest.length > 0) {
    throw corrupt(`${name} is not a range`);
  }
  return [least, most];
}
