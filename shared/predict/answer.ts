/** A node as an answer shows it. */
export type Placement = {
  /** Labels from the top level down. */
  readonly path: readonly string[];
  /** Posterior-predictive mean. */
  readonly probability: number;
  /** Central 90 % interval over draws. */
  readonly interval: readonly [number, number];
};

export type FallbackReason =
  | "low-child-confidence"
  | "unseen-subcategory"
  | "no-known-words"
  | "outside-taxonomy";

/** Why the answer is not a leaf. */
export type Fallback = {
  readonly reason: FallbackReason;
  /** Label of the class that would have been next on the way down. */
  readonly child: string;
  readonly probability: number;
  /** What the probability fell short of. */
  readonly threshold: number;
};

/** What something adds to log-odds, in nats: mean and central 90 % interval over draws. */
export type Effect = { readonly effect: number; readonly interval: readonly [number, number] };

/** Why the answer rather than its closest rival. `logOdds` is the sum of all words, the unknown ones, the intercept and the breadth. */
export type Explanation = {
  /** The answer, or what would have been next where nothing is believable. */
  readonly path: readonly string[];
  /** The most probable other class of the same level. */
  readonly rival: readonly string[];
  /** Log-odds of the answer against the rival. */
  readonly logOdds: Effect;
  /** What each word adds: above 0 for the answer, below 0 for the rival; the strongest first. */
  readonly words: readonly (Effect & { readonly word: string })[];
  /** Words of the title that the model knows nothing of. */
  readonly unknownWords: readonly string[];
  /** What they may add: the prior speaks for neither class, so mostly an interval. */
  readonly unknown: Effect;
  /** What holds for any title: how common the classes are. */
  readonly intercept: Effect;
  /** What a class gains by spreading over more subcategories than the other. */
  readonly breadth: Effect;
};

/** The answer to one title, as `GET /classify` sends it and `classify --json` prints it. */
export type Answer = {
  readonly title: string;
  /** The most specific class that is believable, or null when none is. `level` counts from 1 at the top. */
  readonly answer: (Placement & { readonly label: string; readonly level: number }) | null;
  readonly fallback: Fallback | null;
  /** The most probable leaves, most probable first. */
  readonly candidates: readonly Placement[];
  /** Entropies in nats over leaves; counts of distinct words. */
  readonly uncertainty: {
    readonly total: number;
    readonly aleatoric: number;
    readonly epistemic: number;
    readonly knownWords: number;
    readonly unknownWords: number;
  };
  /** Given when asked for; null where the answer has no rival. */
  readonly explanation?: Explanation | null;
  /** Hash of the model that answered. */
  readonly model: string;
};
