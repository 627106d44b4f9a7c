import type { PackedVocabulary } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/** A model as the edge uses it: everything checked, the posterior's blocks still packed. */
export type Model = {
  /** `sha256:` and 64 hexadecimal digits: the SHA-256 of the content. */
  readonly hash: string;
  readonly tree: TreeIndex;
  readonly vocabulary: PackedVocabulary;
  readonly posterior: PackedPosterior;
  /** What packing cost, or null where it was not measured. */
  readonly loss: PackingLoss | null;
  readonly decision: DecisionRule;
  readonly training: TrainingSummary;
};

/** A posterior of coefficients in one of two forms, one block per feature, all blocks of one size and in one buffer. */
export type PackedPosterior = PackedDraws | PackedMoments;

type PackedShape = {
  /** Number of draws that a predictive works with, S. */
  readonly draws: number;
  /** Number of features with the intercept, p. */
  readonly features: number;
  /** Columns of a coefficient row: leaves first, then internal nodes below the root, V. */
  readonly columns: number;
  /** Posterior draws of the scale of each group's children, S x groups, draw by draw. */
  readonly scales: Float32Array;
  /** Share of the prior's variance that the coefficients of a word unknown to the model have, 0 to 1. */
  readonly unknownShare: number;
  /** How far siblings stray from their parent on real titles, root mean square, in units of the scale and the row's length: a new child is taken to stray as far. */
  readonly siblingSpread: number;
};

/** Quantised draws of every coefficient. The layout of a block is in `blocks.ts` and `docs/artifact.md`. */
export type PackedDraws = PackedShape & {
  readonly kind: "draws";
  /** p blocks of `blockBytes(S, V)` bytes. */
  readonly blocks: Uint8Array;
};

/**
 * Means and spreads of every coefficient: the coefficients of one feature are normal, those of two features independent. A spread belongs to a
 * shock: shock k < V is that of column k, which everything below its node shares; shock V + k is that of internal node k's coefficient alone.
 * The layout of a block is in `moment-blocks.ts` and `docs/artifact.md`.
 */
export type PackedMoments = PackedShape & {
  readonly kind: "moments";
  /** Number of shocks, K. */
  readonly shocks: number;
  /** Bits of a mean, 2 to 8. */
  readonly meanBits: number;
  /** Bits of a spread, 2 to 8, or 0 where features share `shapes`. */
  readonly spreadBits: number;
  /** Rows of K bytes: spreads up to a factor, one row for every shape that features share; empty if every block has its own. */
  readonly shapes: Uint8Array;
  /** p blocks of `momentBlockBytes(...)` bytes. */
  readonly blocks: Uint8Array;
};

/** How far answers from a model file are from those of all draws. Kullback-Leibler divergences in nats. */
export type PackingLoss = {
  /** Titles it was measured on. */
  readonly titles: number;
  /** Whether the sampler has not seen these titles, or has. */
  readonly source: "held-out" | "training";
  /** Mean divergence of the file's predictive from that of all draws. */
  readonly kl: number;
  /** 99 % quantile of the same over titles. */
  readonly klP99: number;
  /** Share of titles with the same most probable leaf. */
  readonly agreement: number;
  /** Mean divergence of the predictive of all draws itself from the exact posterior's, estimated from halves of the draws. */
  readonly noise: number;
  /** Share of titles on which both halves of the draws have the same most probable leaf. */
  readonly halvesAgreement: number;
};

/** What turns a predictive into an answer. */
export type DecisionRule = {
  /** What a node's probability must reach to be an answer when a request asks for nothing else: one per level, from the top. */
  readonly thresholds: readonly number[];
  /** What titles that the sampler did not see have taught, or null for a model without such titles. */
  readonly calibration: Calibration | null;
};

/** Found on titles with known classes that the sampler did not see. */
export type Calibration = {
  /** How many titles. */
  readonly titles: number;
  /** The target that `DecisionRule.thresholds` belong to. */
  readonly target: number;
  /** Thresholds of each target, ascending targets. */
  readonly targets: readonly TargetThresholds[];
  /** From predictive to calibrated probabilities, one map per level, from the top. */
  readonly levels: readonly LogOddsMap[];
  /** From the raw share of the subcategories that training did not see, all together, to their calibrated one. */
  readonly subcategory: LogOddsMap;
  /** The same for a class outside the taxonomy. */
  readonly outside: LogOddsMap;
  /** How probable a new child must be, over the most probable known one, for a title to be called one of an unseen subcategory, 0 to 1. */
  readonly newChildRatio: number;
};

/** `target`: share of the answers at each level that are right. A threshold of 1 is never reached: the level does not answer. */
export type TargetThresholds = { readonly target: number; readonly thresholds: readonly number[] };

/** `calibrated log-odds = intercept + slope * log-odds of a share + knownWords * log of the share of known words`. */
export type LogOddsMap = { readonly intercept: number; readonly slope: number; readonly knownWords: number };

/** What the training run was, without clock, host or path. Plain data; shown, never computed with. */
export type TrainingSummary = {
  readonly hedge: string;
  readonly preset: string;
  /** Class balance that the predictive answers for: `data`, `uniform`, or `file` and a hash of its shares. */
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
