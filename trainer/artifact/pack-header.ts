import type {
  DecisionRule,
  LogOddsMap,
  Model,
  PackingLoss,
  PowerMap,
  TargetThresholds,
  TrainingSummary,
} from "../../shared/artifact/model.ts";
import type { NoveltyTests } from "../../shared/artifact/novelty-tests.ts";
import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import type { PackedWordVectors, WordVectors } from "../../shared/text/word-vectors.ts";
import type { MostLeaves } from "../../shared/tree/node-tree.ts";
import type { Taxonomy } from "../../shared/tree/taxonomy.ts";
import { float32s, uint32s } from "./little-endian.ts";
import { packTerms } from "./pack-terms.ts";

/** What the header of a model file holds beside the posterior. */
export type HeaderContent = {
  readonly taxonomy: Taxonomy;
  readonly vocabulary: Vocabulary;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
};

/**
 * The header's map. Every field is written out here, since the order of fields is part of the
 * bytes. An object made in another order, or with a field too many, gives the same file.
 */
export function headerMap(
  content: HeaderContent,
  posterior: Model["posterior"],
  loss: PackingLoss | null,
): object {
  const { taxonomy, vocabulary, decision, training } = content;
  const { text, ends, documentFrequency, slots } = packTerms(vocabulary);
  return {
    taxonomy: taxonomyMap(taxonomy),
    vocabulary: {
      options: optionsMap(vocabulary.options),
      titles: vocabulary.titles,
      text,
      ends,
      documentFrequency,
      slots,
      vectors: vocabulary.vectors?.map(vectorsMap) ?? null,
    },
    posterior: posteriorMap(posterior),
    loss: loss && lossMap(loss),
    decision: decisionMap(decision),
    training: trainingMap(training),
  };
}

function vectorsMap({ packed }: WordVectors): PackedWordVectors {
  const { text, ends, slots, values, units } = packed;
  return { text, ends, slots, values, units };
}

function taxonomyMap({ labels, parents, levels, declared }: Taxonomy): Taxonomy {
  return { labels, parents, levels, ...(declared && { declared }) };
}

/** The header's map of the decision rule. */
export function decisionMap({ thresholds, calibration }: DecisionRule): DecisionRule {
  if (calibration === null) return { thresholds, calibration };
  const { titles, target, targets, sharpening, levels, subcategory, outside } = calibration;
  const { newChildRatio, novelty } = calibration;
  const logOdds = ({ intercept, slope, restSlope, knownWords }: LogOddsMap) => ({
    intercept,
    slope,
    ...(restSlope !== undefined && { restSlope }),
    knownWords,
  });
  return {
    thresholds,
    calibration: {
      titles,
      target,
      targets: targets.map(targetMap),
      sharpening: powerMap(sharpening),
      levels: levels.map(logOdds),
      subcategory: logOdds(subcategory),
      outside: logOdds(outside),
      newChildRatio,
      novelty: novelty && noveltyMap(novelty),
    },
  };
}

function powerMap({ logPower, knownWords, labelNoise }: PowerMap): PowerMap {
  return { logPower, knownWords, ...(labelNoise !== undefined && { labelNoise }) };
}

function targetMap({ target, thresholds, promised, titlesNeeded }: TargetThresholds): TargetThresholds {
  return { target, thresholds, promised, titlesNeeded };
}

function noveltyMap(tests: NoveltyTests): NoveltyTests {
  return {
    alpha: tests.alpha,
    outsideWeights: tests.outsideWeights,
    weights: tests.weights,
    parentWeights: tests.parentWeights,
    cutoffs: tests.cutoffs,
    targets: tests.targets.map(({ target, cutoffs }) => ({ target, cutoffs })),
    anyAnswer: tests.anyAnswer,
  };
}

/** One number where it is the same for all levels, none where that is 0. */
function packMostLeaves(mostLeaves: MostLeaves): { mostLeaves?: MostLeaves | number } {
  const [first = 0, ...others] = mostLeaves;
  if (others.some((most) => most !== first)) return { mostLeaves };
  return first > 0 ? { mostLeaves: first } : {};
}

function posteriorMap(posterior: Model["posterior"]): object {
  if (posterior.kind === "factorised") {
    const { kind, draws, unknownShare, mostLeaves, parts } = posterior;
    let end = 0;
    const ends = uint32s(
      parts.map(({ length }) => {
        end += length;
        return end;
      }),
    );
    return { kind, draws, unknownShare, ...packMostLeaves(mostLeaves), ends };
  }
  const { kind, draws, unknownShare, siblingSpread } = posterior;
  const scales = float32s(posterior.scales);
  if (posterior.kind === "draws") return { kind, draws, scales, unknownShare, siblingSpread };
  const { meanBits, spreadBits, shapes } = posterior;
  return { kind, draws, scales, unknownShare, siblingSpread, meanBits, spreadBits, shapes };
}

function lossMap(loss: PackingLoss): PackingLoss {
  return {
    titles: loss.titles,
    source: loss.source,
    kl: loss.kl,
    klP99: loss.klP99,
    agreement: loss.agreement,
    noise: loss.noise,
    halvesAgreement: loss.halvesAgreement,
  };
}

function optionsMap(options: FeatureOptions): FeatureOptions {
  return {
    cleanText: options.cleanText,
    joinHyphens: options.joinHyphens,
    splitJoints: options.splitJoints,
    foldAccents: options.foldAccents,
    unspacedNgrams: options.unspacedNgrams,
    wordNgrams: options.wordNgrams,
    pairWeight: options.pairWeight,
    pairMinDocumentFrequency: options.pairMinDocumentFrequency,
    subwordNgrams: options.subwordNgrams,
    subwordPlace: options.subwordPlace,
    subwordWeight: options.subwordWeight,
    minWordLength: options.minWordLength,
    foldDigits: options.foldDigits,
    foldPlurals: options.foldPlurals,
    minDocumentFrequency: options.minDocumentFrequency,
    subwordMinDocumentFrequency: options.subwordMinDocumentFrequency,
    maxDocumentFrequency: options.maxDocumentFrequency,
    stopWords: options.stopWords,
    termFrequency: options.termFrequency,
    idfPower: options.idfPower,
    lengthPower: options.lengthPower,
  };
}

function trainingMap(training: TrainingSummary): TrainingSummary {
  const { diagnostics } = training;
  return {
    hedge: training.hedge,
    preset: training.preset,
    classPrior: training.classPrior,
    noise: training.noise,
    backend: training.backend,
    seed: training.seed,
    dataHash: training.dataHash,
    titles: training.titles,
    duplicatesDropped: training.duplicatesDropped,
    rowsSkipped: training.rowsSkipped,
    chains: training.chains,
    warmup: training.warmup,
    drawsPerChain: training.drawsPerChain,
    diagnostics: {
      verdict: diagnostics.verdict,
      reasons: diagnostics.reasons,
      divergences: diagnostics.divergences,
      maxDepthHits: diagnostics.maxDepthHits,
      maxRHatScales: diagnostics.maxRHatScales,
      minBulkEssScales: diagnostics.minBulkEssScales,
      maxRHat: diagnostics.maxRHat,
      minBulkEss: diagnostics.minBulkEss,
    },
  };
}
