import type { PackedVocabulary } from "../text/vocabulary.ts";
import type { MostLeaves } from "../tree/node-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import type { FormatVersion } from "./format.ts";
import type { NoveltyTests } from "./novelty-tests.ts";

/** A model as the edge uses it: everything checked, the posterior's blocks still packed. */
export type Model = FlatModel | FactorisedModel;

/** A model with one softmax over all leaves. */
export type FlatModel = ModelOf<PackedPosterior>;

/** A model with a softmax for every node that has several children. */
export type FactorisedModel = ModelOf<FactorisedPosterior>;

/** Whether a model is factorised. */
export function isFactorised(model: Model): model is FactorisedModel {
  return model.posterior.kind === "factorised";
}

/** A model whose unknown words have another share of the prior's variance. */
export function withUnknownShare(model: Model, unknownShare: number): Model {
  return isFactorised(model)
    ? { ...model, posterior: { ...model.posterior, unknownShare } }
    : { ...model, posterior: { ...model.posterior, unknownShare } };
}

type ModelOf<Posterior> = {
  /** The version of its file. */
  readonly format: FormatVersion;
  /** `sha256:` and 64 hexadecimal digits: the SHA-256 of the content. */
  readonly hash: string;
  readonly tree: TreeIndex;
  readonly vocabulary: PackedVocabulary;
  readonly posterior: Posterior;
  /** What packing cost, or null where it was not measured. */
  readonly loss: PackingLoss | null;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
};

/** A posterior of coefficients, in one of two forms: blocks of one size, one per feature. */
export type PackedPosterior = PackedDraws | PackedMoments;

type PackedShape = {
  /** Number of draws that a predictive uses, S. */
  readonly draws: number;
  /** Number of features with the intercept, p. */
  readonly features: number;
  /** Columns of a coefficient row: leaves first, then internal nodes below the root, V. */
  readonly columns: number;
  /** Posterior draws of the scale of each group's children, S x groups, draw by draw. */
  readonly scales: Float32Array;
  /** Share of the prior's variance that coefficients of unknown words have, 0 to 1. */
  readonly unknownShare: number;
  /**
   * Root-mean-square deviation of siblings from their parent on real titles, in units of the scale
   * and the row's length. A new child is taken to deviate as much.
   */
  readonly siblingSpread: number;
};

/** Quantised draws of every coefficient. `blocks.ts` and `docs/artifact.md` have the layout. */
export type PackedDraws = PackedShape & {
  readonly kind: "draws";
  /** p blocks of `blockBytes(S, V)` bytes. */
  readonly blocks: Uint8Array;
};

/**
 * Means and spreads of every coefficient. The coefficients of one feature are jointly normal; those
 * of two features are independent. A spread is the standard deviation that multiplies one standard
 * normal deviate: deviate k < V is that of column k, shared by everything below its node, and
 * deviate V + k that of internal node k's coefficient alone. The layout of a block is in
 * `moment-blocks.ts` and `docs/artifact.md`.
 */
export type PackedMoments = PackedShape & {
  readonly kind: "moments";
  /** Number of standard normal deviates in a draw, K. */
  readonly deviates: number;
  /** Bits of a mean, 2 to 8. */
  readonly meanBits: number;
  /** Bits of a spread, 2 to 8, or 0 where features share `shapes`. */
  readonly spreadBits: number;
  /**
   * Rows of K bytes: spreads up to a factor, one row for every shape that features share. Empty if
   * every block has spreads of its own.
   */
  readonly shapes: Uint8Array;
  /** p blocks of `momentBlockBytes(...)` bytes. */
  readonly blocks: Uint8Array;
};

/**
 * The posteriors of the nodes that have several children, each a posterior of moments of its own.
 * The blocks of nodes are decoded when a title reaches them: see `node-block.ts`.
 */
export type FactorisedPosterior = {
  readonly kind: "factorised";
  /** Number of draws that a predictive uses, S. */
  readonly draws: number;
  /** Number of features with the intercept, p, of which a node has some. */
  readonly features: number;
  /** As in `PackedShape`. */
  readonly unknownShare: number;
  /** Most leaves of the softmax of a node by its depth: see `nodeTree`. */
  readonly mostLeaves: MostLeaves;
  /** Nodes with several children, ascending. */
  readonly nodes: readonly number[];
  /** The block of each. */
  readonly parts: readonly Uint8Array[];
  /** All of them, one after the other. */
  readonly blocks: Uint8Array;
};

/** Difference between answers from a model file and from all draws. Divergences are in nats. */
export type PackingLoss = {
  /** Titles it was measured on. */
  readonly titles: number;
  /** Whether the sampler has not seen these titles, or has. */
  readonly source: "held-out" | "training";
  /** Mean Kullback-Leibler divergence of the file's predictive from that of all draws. */
  readonly kl: number;
  /** 99 % quantile of the same over titles. */
  readonly klP99: number;
  /** Share of titles with the same most probable leaf. */
  readonly agreement: number;
  /**
   * Mean divergence of the predictive of all draws from that of the exact posterior, estimated from
   * halves of the draws.
   */
  readonly noise: number;
  /** Share of titles on which both halves of the draws have the same most probable leaf. */
  readonly halvesAgreement: number;
};

/** What turns a predictive into an answer. */
export type DecisionRule = {
  /** Default thresholds on a node's probability, one per level, from the top. */
  readonly thresholds: readonly number[];
  /** Fitted on titles that the sampler did not see; null for a model without such titles. */
  readonly calibration: Calibration | null;
};

/** Fitted on the calibration set: titles with known classes that the sampler did not see. */
export type Calibration = {
  /** Number of titles in the calibration set. */
  readonly titles: number;
  /** The target that `DecisionRule.thresholds` belong to. */
  readonly target: number;
  /** Thresholds of each target, ascending targets. */
  readonly targets: readonly TargetThresholds[];
  /** Applied first: how much sharper the probabilities of the leaves become. */
  readonly sharpening: PowerMap;
  /** Applied after it, one map per level, from the top. */
  readonly levels: readonly LogOddsMap[];
  /** From the raw share of all unseen subcategories together to their calibrated share. */
  readonly subcategory: LogOddsMap;
  /** The same for a class outside the taxonomy. */
  readonly outside: LogOddsMap;
  /**
   * How probable a new child must be, relative to the most probable known child, for the reason
   * `unseen-subcategory`, 0 to 1.
   */
  readonly newChildRatio: number;
  /** The tests for titles of classes that training did not see; null without. */
  readonly novelty: NoveltyTests | null;
};

/**
 * Thresholds for one target, the share of the answers that should be right. A threshold of 1 is
 * never reached: that level does not answer.
 */
export type TargetThresholds = {
  readonly target: number;
  readonly thresholds: readonly number[];
  /** Whether the calibration titles prove that the target is kept. */
  readonly promised: boolean;
  /**
   * About how many calibration titles would prove it: those there were where it is promised, and
   * null where more titles would not help because no threshold is accurate enough.
   */
  readonly titlesNeeded: number | null;
};

/**
 * A power that the probabilities of the leaves are raised to, before they are scaled to sum to 1:
 *
 *     power = exp(logPower + knownWords * ln(share of known words))
 *
 * It is temperature scaling (Guo, Pleiss, Sun and Weinberger 2017) with a temperature that depends
 * on the title.
 */
export type PowerMap = {
  readonly logPower: number;
  readonly knownWords: number;
  /**
   * Share of the labels that are of any class, whatever the title: it is spread evenly over the
   * leaves after that. 0 if absent.
   */
  readonly labelNoise?: number;
};

/**
 * A logistic calibration map of a share s of probability:
 *
 *     calibrated log-odds = intercept + slope ln(s) - restSlope ln(1 - s) + knownWords ln(known)
 *
 * with `known` the share of known words. This is beta calibration (Kull, Silva Filho and Flach
 * 2017). With one slope for both, which is what an absent `restSlope` means, it is Platt scaling of
 * the log-odds.
 */
export type LogOddsMap = {
  readonly intercept: number;
  readonly slope: number;
  readonly restSlope?: number;
  readonly knownWords: number;
};

/** How the model was trained, without clock, host or path. Shown, never computed with. */
export type TrainingSummary = {
  readonly hedge: string;
  readonly preset: string;
  /** Class balance of the predictive: `data`, `uniform`, or `file` and a hash of its shares. */
  readonly classPrior: string;
  /** Whether the logits had latent noise (epsilon). */
  readonly noise: boolean;
  readonly backend: string;
  readonly seed: number;
  readonly dataHash: string;
  readonly titles: number;
  readonly duplicatesDropped: number;
  readonly rowsSkipped: number;
  readonly chains: number;
  readonly warmup: number;
  readonly drawsPerChain: number;
  readonly diagnostics: TrainingDiagnostics;
};

/** The sampler's health, from the chains that the packed draws come from. */
export type TrainingDiagnostics = {
  readonly verdict: "good" | "doubtful" | "bad";
  readonly reasons: readonly string[];
  readonly divergences: number;
  readonly maxDepthHits: number;
  readonly maxRHatScales: number;
  readonly minBulkEssScales: number;
  readonly maxRHat: number;
  readonly minBulkEss: number;
};
