import type { Taxonomy } from "../tree/taxonomy.ts";
import {
  boundedField,
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
    const isInOrder =
      node === 0 ? parent === -1 : parent >= 0 && parent < node && parent >= (parents[node - 1] ?? 0);
    if (!isInOrder) throw corrupt("the taxonomy's nodes are out of order");
    if (node > 0) depths[node] = (depths[parent] ?? 0) + 1;
  });
  if (depths.some((depth) => depth > levels.length)) throw corrupt("the taxonomy is deeper than its levels");
  if (fields.declared === undefined) return { labels, parents, levels };
  const declared = listField(fields, "declared").map((item) => textsField({ path: item }, "path"));
  if (declared.some(({ length }) => length < 1 || length > levels.length))
    throw corrupt("a declared class is deeper than the levels");
  return { labels, parents, levels, declared };
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

/** The sharpening of files before minor version 1, which have none. */
const noSharpening: PowerMap = { logPower: 0, knownWords: 0 };

/**
 * Files before minor version 1 do not say which targets are promised. There all thresholds of a
 * target that is not promised are 1.
 */
function readTarget(fields: Untrusted, levels: number): TargetThresholds {
  const thresholds = readThresholds(fields, levels);
  const promised =
    fields.promised === undefined
      ? thresholds.some((threshold) => threshold < 1)
      : flagField(fields, "promised");
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
    ...(fields.labelNoise !== undefined && { labelNoise: boundedField(fields, "labelNoise", 0, 0.99) }),
  };
}

function readLogOdds(fields: Untrusted): LogOddsMap {
  return {
    intercept: boundedField(fields, "intercept", -1e6, 1e6),
    slope: boundedField(fields, "slope", 0, 1e6),
    ...(fields.restSlope !== undefined && { restSlope: boundedField(fields, "restSlope", 0, 1e6) }),
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
