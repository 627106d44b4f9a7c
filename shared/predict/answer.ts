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
  /** Hash of the model that answered. */
  readonly model: string;
};
