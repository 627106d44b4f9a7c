import type { FeatureOptions } from "../text/feature-options.ts";
import { type PackedTerms, packedTermTable } from "../text/term-table.ts";
import type { PackedVocabulary } from "../text/vocabulary.ts";
import type { Taxonomy } from "../tree/taxonomy.ts";
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
  numberField,
  textField,
  textsField,
  type Untrusted,
} from "./checks.ts";
import type {
  Calibration,
  DecisionRule,
  LogOddsMap,
  PackingLoss,
  PowerMap,
  TargetThresholds,
  TrainingSummary,
} from "./model.ts";
import { readNoveltyTests } from "./novelty-tests.ts";

/** The taxonomy. As all functions here, throws HedgeError `model-corrupt` for an invalid map. */
export function readTaxonomy(fields: Untrusted): Taxonomy {
  const labels = textsField(fields, "labels");
  const parents = countsField(fields, "parents", -1, labels.length - 1);
  const levels = textsField(fields, "levels");
  if (labels.length < 2 || parents.length !== labels.length) throw corrupt("the taxonomy is incomplete");
  const depths = [0];
  parents.forEach((parent, node) => {
    const inOrder =
      node === 0 ? parent === -1 : parent >= 0 && parent < node && parent >= (parents[node - 1] ?? 0);
    if (!inOrder) throw corrupt("the taxonomy's nodes are out of order");
    if (node > 0) depths[node] = (depths[parent] ?? 0) + 1;
  });
  if (depths.some((depth) => depth > levels.length)) throw corrupt("the taxonomy is deeper than its levels");
  if (fields.declared === undefined) return { labels, parents, levels };
  const declared = listField(fields, "declared").map((item) => textsField({ path: item }, "path"));
  if (declared.some(({ length }) => length < 1 || length > levels.length))
    throw corrupt("a declared class is deeper than the levels");
  return { labels, parents, levels, declared };
}

/** The vocabulary, its terms still packed. */
export function readVocabulary(fields: Untrusted): PackedVocabulary {
  const terms = {
    text: bytesField(fields, "text"),
    ends: bytesField(fields, "ends"),
    documentFrequency: bytesField(fields, "documentFrequency"),
    slots: bytesField(fields, "slots"),
  };
  const titles = countField(fields, "titles", 1);
  checkTerms(terms);
  const options = readFeatureOptions(mapField(fields, "options"));
  return { options, titles, terms: packedTermTable(terms, titles) };
}

/** Lengths alone: a lookup relies on nothing else, and start-up must not read every term. */
function checkTerms({ text, ends, documentFrequency, slots }: PackedTerms): void {
  const terms = ends.length / 4;
  const count = slots.length / 4;
  const isPowerOfTwo = count >= 1 && Number.isInteger(Math.log2(count));
  if (ends.length % 4 !== 0 || documentFrequency.length !== ends.length || !isPowerOfTwo || count <= terms) {
    throw corrupt("the vocabulary is incomplete");
  }
  const last = new DataView(ends.buffer, ends.byteOffset, ends.byteLength);
  if ((terms > 0 ? last.getUint32(ends.length - 4, true) : 0) !== text.length) {
    throw corrupt("the vocabulary's text has the wrong length");
  }
}

function readFeatureOptions(fields: Untrusted): FeatureOptions {
  return {
    wordNgrams: readRange(fields, "wordNgrams"),
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

/** Thresholds and calibration for a taxonomy with a number of levels. */
export function readDecision(fields: Untrusted, levels: number): DecisionRule {
  const calibration = fields.calibration ?? null;
  return {
    thresholds: readThresholds(fields, levels),
    calibration: calibration === null ? null : readCalibration(checkMap(calibration, "calibration"), levels),
  };
}

function readThresholds(fields: Untrusted, levels: number): number[] {
  const thresholds = listField(fields, "thresholds").map((value) => {
    if (typeof value !== "number" || !(value >= 0 && value <= 1))
      throw corrupt("a threshold is out of range");
    return value;
  });
  if (thresholds.length !== levels) throw corrupt("thresholds do not match the levels");
  return thresholds;
}

function readCalibration(fields: Untrusted, levels: number): Calibration {
  const targets = listField(fields, "targets").map((item) => {
    const entry = checkMap(item, "target");
    return readTarget(entry, levels);
  });
  const maps = listField(fields, "levels").map((item) => {
    return readLogOdds(checkMap(item, "level"));
  });
  if (maps.length !== levels) throw corrupt("calibration does not match the levels");
  return {
    titles: countField(fields, "titles", 1),
    target: boundedField(fields, "target", 0, 1),
    targets,
    sharpening: fields.sharpening === undefined ? noSharpening : readPower(mapField(fields, "sharpening")),
    levels: maps,
    subcategory: readLogOdds(mapField(fields, "subcategory")),
    outside: readLogOdds(mapField(fields, "outside")),
    newChildRatio: fields.newChildRatio === undefined ? 1 : boundedField(fields, "newChildRatio", 0, 1),
    novelty: fields.novelty == null ? null : readNoveltyTests(mapField(fields, "novelty"), levels),
  };
}

/** The power of files before minor version 1. */
const noSharpening: PowerMap = { logPower: 0, knownWords: 0 };

/** Files before minor version 1 hold no target that is not promised: its thresholds are 1. */
function readTarget(fields: Untrusted, levels: number): TargetThresholds {
  const thresholds = readThresholds(fields, levels);
  const promised =
    fields.promised === undefined ? thresholds.some((one) => one < 1) : flagField(fields, "promised");
  const needed = fields.titlesNeeded ?? null;
  return {
    target: boundedField(fields, "target", 0, 1),
    thresholds,
    promised,
    titlesNeeded: needed === null ? null : countField(fields, "titlesNeeded"),
  };
}

function readPower(fields: Untrusted): PowerMap {
  return {
    logPower: boundedField(fields, "logPower", -10, 10),
    knownWords: boundedField(fields, "knownWords", -10, 10),
  };
}

function readLogOdds(fields: Untrusted): LogOddsMap {
  return {
    intercept: boundedField(fields, "intercept", -1e6, 1e6),
    slope: boundedField(fields, "slope", 0, 1e6),
    knownWords: boundedField(fields, "knownWords", -1e6, 1e6),
  };
}

/** The measured loss of packing. */
export function readLoss(fields: Untrusted): PackingLoss {
  return {
    titles: countField(fields, "titles", 1),
    source: choiceField(fields, "source", ["held-out", "training"]),
    kl: numberField(fields, "kl"),
    klP99: numberField(fields, "klP99"),
    agreement: boundedField(fields, "agreement", 0, 1),
    noise: numberField(fields, "noise"),
    halvesAgreement: boundedField(fields, "halvesAgreement", 0, 1),
  };
}

/** The summary of the training run. */
export function readTraining(fields: Untrusted): TrainingSummary {
  const diagnostics = mapField(fields, "diagnostics");
  return {
    hedge: textField(fields, "hedge"),
    preset: textField(fields, "preset"),
    classPrior: fields.classPrior === undefined ? "data" : textField(fields, "classPrior"),
    noise: fields.noise === undefined ? false : flagField(fields, "noise"),
    backend: textField(fields, "backend"),
    seed: numberField(fields, "seed"),
    dataHash: textField(fields, "dataHash"),
    titles: countField(fields, "titles"),
    duplicatesDropped: countField(fields, "duplicatesDropped"),
    rowsSkipped: countField(fields, "rowsSkipped"),
    chains: countField(fields, "chains"),
    warmup: countField(fields, "warmup"),
    drawsPerChain: countField(fields, "drawsPerChain"),
    diagnostics: {
      verdict: choiceField(diagnostics, "verdict", ["good", "doubtful", "bad"]),
      reasons: textsField(diagnostics, "reasons"),
      divergences: countField(diagnostics, "divergences"),
      maxDepthHits: countField(diagnostics, "maxDepthHits"),
      maxRHatScales: numberField(diagnostics, "maxRHatScales"),
      minBulkEssScales: numberField(diagnostics, "minBulkEssScales"),
      maxRHat: numberField(diagnostics, "maxRHat"),
      minBulkEss: numberField(diagnostics, "minBulkEss"),
    },
  };
}
