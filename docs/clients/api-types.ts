/** Types of the API, made from /openapi.json by `node docs/clients/make-types.ts`. */

export type BatchAnswer =
  | (Answer & {
      /**
       * Given back with the answer.
       */
      id?: string | number;
    })
  | EntryProblem;

export type BatchEntry =
  | string
  | {
      /**
       * Given back with the answer.
       */
      id?: string | number;
      /**
       * The text to classify. The first 10,000 characters are read; where a text has more, the
       * answer says so.
       */
      title: string;
    };

export interface Answer {
  /**
   * The text that was classified.
   */
  title: string;
  /**
   * Given where the text was too long and the rest of it was not read.
   */
  truncated?: {
    /**
     * Characters of the text.
     */
    from: number;
    /**
     * Those that were read.
     */
    to: number;
  };
  /**
   * The most specific class that reaches its threshold, null when none does.
   */
  answer: {
    /**
     * Labels from the top level down.
     */
    path: string[];
    /**
     * Mean of the posterior predictive.
     */
    probability: number;
    /**
     * Central 90 % over posterior draws.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: [number, number];
    label: string;
    /**
     * Counts from 1 at the top.
     */
    level: number;
  } | null;
  /**
   * Why the answer is not a leaf; null when it is one.
   */
  fallback: {
    reason:
      | "low-child-confidence"
      | "demand-not-met"
      | "unseen-subcategory"
      | "no-known-words"
      | "outside-taxonomy";
    /**
     * Label of the class that would have been next.
     */
    child: string;
    /**
     * Mean of the posterior predictive.
     */
    probability: number;
    /**
     * What the probability had to reach.
     */
    threshold: number;
  } | null;
  /**
   * Null where the request names no target.
   */
  target: {
    /**
     * The target of the request.
     */
    asked: number;
    /**
     * Whether the calibration titles prove that this share of the answers is right. If not, the
     * answer is the best that can be done.
     */
    promised: boolean;
  } | null;
  /**
   * The most probable leaves, best first.
   */
  candidates: {
    /**
     * Labels from the top level down.
     */
    path: string[];
    /**
     * Mean of the posterior predictive.
     */
    probability: number;
    /**
     * Central 90 % over posterior draws.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: [number, number];
  }[];
  uncertainty: {
    /**
     * Entropy of the prediction over leaves, in nats.
     */
    total: number;
    /**
     * Part of it that more training data would not remove, in nats.
     */
    aleatoric: number;
    /**
     * Part of it that more training data could remove, in nats.
     */
    epistemic: number;
    /**
     * Distinct words of the title that the model knows.
     */
    knownWords: number;
    /**
     * Distinct words that it does not.
     */
    unknownWords: number;
    /**
     * Of the words that it does not know, those that word vectors explain.
     */
    vectorWords: number;
  };
  /**
   * With explain=1: what spoke for the answer (above 0) and for its rival (below 0).
   */
  explanation?: {
    /**
     * What is explained.
     */
    path: string[];
    /**
     * The most probable other class of its level.
     */
    rival: string[];
    /**
     * Log-odds against the rival: the sum of all that follows, in nats.
     */
    logOdds: {
      /**
       * Mean over draws, in nats.
       */
      effect: number;
      /**
       * Central 90 % over posterior draws.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: [number, number];
    };
    words: {
      word: string;
      /**
       * Whether training saw the word. If not, its vector or its parts speak.
       */
      known: boolean;
      /**
       * Mean over draws, in nats.
       */
      effect: number;
      /**
       * Central 90 % over posterior draws.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: [number, number];
    }[];
    /**
     * Words that the model knows nothing of.
     */
    unknownWords: string[];
    /**
     * What these words may add: the prior speaks for neither class, so mostly an interval.
     */
    unknown: {
      /**
       * Mean over draws, in nats.
       */
      effect: number;
      /**
       * Central 90 % over posterior draws.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: [number, number];
    };
    /**
     * What holds for any title.
     */
    intercept: {
      /**
       * Mean over draws, in nats.
       */
      effect: number;
      /**
       * Central 90 % over posterior draws.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: [number, number];
    };
    /**
     * What a class gains by spreading over more subcategories.
     */
    breadth: {
      /**
       * Mean over draws, in nats.
       */
      effect: number;
      /**
       * Central 90 % over posterior draws.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: [number, number];
    };
  } | null;
  /**
   * With tree=1: every class, lists in the order of `GET /taxonomy`.
   */
  tree?: {
    /**
     * Of every class.
     *
     * Items: Mean of the posterior predictive.
     */
    probabilities: number[];
    /**
     * Of every class with a probability of at least 0.01, else null.
     */
    intervals: ([number, number] | null)[];
    /**
     * Part of each probability that belongs to a subcategory the model does not know.
     */
    unseen: number[];
    /**
     * Probability of a class outside the taxonomy.
     */
    outside: number;
    /**
     * What a class had to reach at each level, from the top.
     */
    thresholds: number[];
  };
  /**
   * Hash of the model that answered.
   */
  model: string;
}

export interface EntryProblem {
  /**
   * Given back with the answer.
   */
  id?: string | number;
  /**
   * Number of the entry, from 1.
   */
  entry: number;
  error: {
    /**
     * Where the kind of problem is explained, relative to this service.
     */
    type: string;
    title: string;
    status: number;
    /**
     * What is wrong with this request, and the way out.
     */
    detail: string;
  };
}

export interface Problem {
  /**
   * Where the kind of problem is explained, relative to this service.
   */
  type: string;
  title: string;
  status: number;
  /**
   * What is wrong with this request, and the way out.
   */
  detail: string;
  /**
   * Path of the request.
   */
  instance: string;
  /**
   * Also in the X-Request-Id header; quote it when you report.
   */
  requestId: string;
}

export interface ClassifyQuery {
  /**
   * The text to classify. The first 10,000 characters are read; where a text has more, the answer
   * says so.
   */
  title: string;
  /**
   * How many candidates to list; 3 when not given.
   */
  top?: number;
  /**
   * Share of answers that should be right: the model's thresholds for it are used.
   */
  target?: "0.8" | "0.80" | "0.9" | "0.90" | "0.95" | "0.99";
  /**
   * Probability that the answer must reach, in place of the model's thresholds; beside a target, at
   * least.
   */
  min?: number;
  /**
   * 1 to be told which words spoke for the answer and against its closest rival.
   */
  explain?: "0" | "1";
  /**
   * 1 to be given the probability of every class, in the order of `GET /taxonomy`.
   */
  tree?: "0" | "1";
  /**
   * Which model answers, where the service has several; the first when not given.
   */
  model?: string;
}

export interface ClassifyBatchQuery {
  /**
   * How many candidates to list; 3 when not given.
   */
  top?: number;
  /**
   * Share of answers that should be right: the model's thresholds for it are used.
   */
  target?: "0.8" | "0.80" | "0.9" | "0.90" | "0.95" | "0.99";
  /**
   * Probability that the answer must reach, in place of the model's thresholds; beside a target, at
   * least.
   */
  min?: number;
  /**
   * 1 to be told which words spoke for the answer and against its closest rival.
   */
  explain?: "0" | "1";
  /**
   * 1 to be given the probability of every class, in the order of `GET /taxonomy`.
   */
  tree?: "0" | "1";
  /**
   * Which model answers, where the service has several; the first when not given.
   */
  model?: string;
  /**
   * 1 to refuse the whole batch, with 400, where one entry is no title.
   */
  strict?: "0" | "1";
}

export interface TaxonomyQuery {
  /**
   * How many telling words to list of each class; none when not given.
   */
  words?: number;
  /**
   * Which model answers, where the service has several; the first when not given.
   */
  model?: string;
}

export interface TaxonomyDocument {
  /**
   * Hash of the model.
   */
  model: string;
  /**
   * Names of the levels, top level first.
   */
  levels: string[];
  classes: {
    /**
     * Labels from the top level down.
     */
    path: string[];
    label: string;
    /**
     * Counts from 1 at the top.
     */
    level: number;
    /**
     * Classes right below it that have titles; 0 for a leaf.
     */
    children: number;
    /**
     * It has no titles yet: they are answered as those of a new class of its parent.
     */
    declared?: true;
    /**
     * With words: those that tell it from other classes, the most telling first.
     */
    words?: string[];
  }[];
}

export interface ModelQuery {
  /**
   * Which model answers, where the service has several; the first when not given.
   */
  model?: string;
}

export interface ModelDocument {
  /**
   * Name under which `?model=` asks for it.
   */
  name: string;
  /**
   * Names of all models of this service.
   */
  names: string[];
  /**
   * `sha256:` and the digest of its content.
   */
  hash: string;
  levels: string[];
  /**
   * Classes of all levels.
   */
  classes: number;
  /**
   * Classes without children.
   */
  leaves: number;
  /**
   * Terms of the vocabulary.
   */
  terms: number;
  /**
   * Posterior draws in the file.
   */
  draws: number;
  /**
   * Why answers are less sure than they look: a verdict that is not good; else null.
   */
  warning: string | null;
  /**
   * Titles to try, made of the model's own words.
   */
  examples: string[];
  /**
   * Thresholds that a class's probability must reach, and how they were calibrated.
   */
  decision: {};
  training: {
    /**
     * Version that trained it.
     */
    hedge: string;
    preset: string;
    /**
     * Class balance that probabilities are for.
     */
    classPrior: string;
    /**
     * Whether logits had latent noise.
     */
    noise: boolean;
    backend: string;
    seed: number;
    dataHash: string;
    titles: number;
    duplicatesDropped: number;
    rowsSkipped: number;
    chains: number;
    warmup: number;
    drawsPerChain: number;
    diagnostics: {
      verdict: "good" | "doubtful" | "bad";
      reasons: string[];
      divergences: number;
      maxDepthHits: number;
      maxRHatScales: number | null;
      minBulkEssScales: number | null;
      maxRHat: number | null;
      minBulkEss: number | null;
    };
  };
}

export interface HealthDocument {
  status: "ok";
  /**
   * Hash of the model in use.
   */
  model: string;
  /**
   * Why a newer model could not be taken over; null when nothing failed.
   */
  lastFailure: string | null;
}
