/** What something adds to log-odds, in nats: mean and central 90 % interval over draws. */
export type Effect = { readonly effect: number; readonly interval: readonly [number, number] };

/**
 * Why the answer rather than its closest rival. `logOdds` is the sum of the effects of all words,
 * of the unknown words, of the intercept and of the breadth.
 */
export type Explanation = {
  /** The answer or, where there is none, the class that came closest to being it. */
  readonly path: readonly string[];
  /** The most probable other class of the same level. */
  readonly rival: readonly string[];
  /** Log-odds of the answer against the rival. */
  readonly logOdds: Effect;
  /** Effect of each word: above 0 for the answer, below 0 for the rival; strongest first. */
  readonly words: readonly (Effect & {
    readonly word: string;
    /** Whether training saw the word. If not, its vector or its parts speak. */
    readonly known: boolean;
  })[];
  /** Words of the title that the model knows nothing of. */
  readonly unknownWords: readonly string[];
  /** Effect of these words: the prior favours neither class, so it is mostly an interval. */
  readonly unknown: Effect;
  /** Effect that is the same for any title: how common the classes are. */
  readonly intercept: Effect;
  /** What a class gains by spreading over more subcategories than the other. */
  readonly breadth: Effect;
};
