/** Word vectors as they come, before they are fitted to a catalogue. */
export type VectorSource = {
  /** Where they come from, for people. */
  readonly name: string;
  /** Words as titles have them: normalised and folded; each once, the most common first. */
  readonly words: readonly string[];
  readonly dimensions: number;
  /** A vector of length 1 for each word, words x dimensions. */
  readonly vectors: Float32Array;
};
