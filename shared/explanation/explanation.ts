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
