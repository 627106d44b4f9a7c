/** How a title becomes features. They are in the model file, so trainer and worker agree. */
export type FeatureOptions = {
  /** Decode HTML's character references, drop what cannot be seen, see `cleanText`. */
  readonly cleanText: boolean;
  /** Words around a hyphen or an apostrophe count as one too, so that "t-shirt" is "tshirt". */
  readonly joinHyphens: boolean;
  /** Parts of "iPhone6s" and "12pack" count beside the whole. */
  readonly splitJoints: boolean;
  /** Words count without their accents too, so that "crème" is "creme" and still itself. */
  readonly foldAccents: boolean;
  /**
   * Smallest and largest character n-gram of runs of scripts without spaces, which have these in
   * place of words; null takes such a run as one word.
   */
  readonly unspacedNgrams: readonly [number, number] | null;
  /** Smallest and largest word n-gram, for example `[1, 2]` for words and bigrams. */
  readonly wordNgrams: readonly [number, number];
  /**
   * Euclidean length of a row's pairs of neighbouring words relative to its word features, where
   * both have been scaled by `lengthPower`; 0 for no pairs. See `wordPairs`.
   */
  readonly pairWeight: number;
  /** Pairs in fewer titles than this are dropped. */
  readonly pairMinDocumentFrequency: number;
  /** Smallest and largest character n-gram of a word marked as `^word$`, or null for none. */
  readonly subwordNgrams: readonly [number, number] | null;
  /** Which character n-grams: all of a word, or only those at its ends. */
  readonly subwordPlace: "inside" | "ends";
  /**
   * Euclidean length of a row's sub-word features relative to its word features, where both have
   * been scaled by `lengthPower`.
   */
  readonly subwordWeight: number;
  /** Words shorter than this (in code points) are dropped. */
  readonly minWordLength: number;
  /** Fold every run of digits into one `0`, so that "12 ounce" and "16 ounce" share a word. */
  readonly foldDigits: boolean;
  /** Fold English plurals into their singular, so that "toys" and "toy" share a word. */
  readonly foldPlurals: boolean;
  /** Terms in fewer titles than this are dropped. */
  readonly minDocumentFrequency: number;
  /** Sub-word terms in fewer titles than this are dropped. */
  readonly subwordMinDocumentFrequency: number;
  /** Terms in more than this share of the titles are dropped. */
  readonly maxDocumentFrequency: number;
  /** Words dropped before n-grams are made, already normalised. */
  readonly stopWords: readonly string[];
  /** What a term's count in a title contributes. */
  readonly termFrequency: "count" | "binary" | "sublinear";
  /** Exponent on the inverse document frequency: 1 is TF-IDF, 0 ignores it. */
  readonly idfPower: number;
  /**
   * Exponent on the Euclidean length that divides a row's word features, and likewise its pairs of
   * words and its sub-word features. 1 scales both to unit length, 0 leaves them as they are.
   */
  readonly lengthPower: number;
};

/** TF-IDF over every word, rows of unit length. */
export const plainWords: FeatureOptions = {
  cleanText: false,
  joinHyphens: false,
  splitJoints: false,
  foldAccents: false,
  unspacedNgrams: null,
  wordNgrams: [1, 1],
  pairWeight: 0,
  pairMinDocumentFrequency: 1,
  subwordNgrams: null,
  subwordPlace: "inside",
  subwordWeight: 1,
  minWordLength: 1,
  foldDigits: false,
  foldPlurals: false,
  minDocumentFrequency: 1,
  subwordMinDocumentFrequency: 1,
  maxDocumentFrequency: 1,
  stopWords: [],
  termFrequency: "count",
  idfPower: 1,
  lengthPower: 1,
};
