/** How a title becomes features. Plain data: it travels in the artifact, so that the edge sees what the trainer saw. */
export type FeatureOptions = {
  /** Smallest and largest word n-gram, for example `[1, 2]` for words and bigrams. */
  readonly wordNgrams: readonly [number, number];
  /** Smallest and largest character n-gram inside a word (`^` and `$` mark its ends), or null for none. */
  readonly subwordNgrams: readonly [number, number] | null;
  /** Which of them: all inside a word, or only those that begin or end it. */
  readonly subwordPlace: "inside" | "ends";
  /** Length of the sub-word features of a row relative to its word features, each with its own length scaled by `lengthPower`. */
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
  /** Exponent on the Euclidean length of a row's words, and on that of its sub-words: 1 scales either to unit length, 0 leaves them as they are. */
  readonly lengthPower: number;
};

/** TF-IDF over every word, rows of unit length. */
export const plainWords: FeatureOptions = {
  wordNgrams: [1, 1],
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
