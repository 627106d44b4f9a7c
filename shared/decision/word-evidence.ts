import type { SparseRow } from "../text/vocabulary.ts";

/** What decisions depend on of a title's words. */
export type WordEvidence = {
  /** Share of the words that are known, in (0, 1]: 1 for a title without words. */
  readonly known: number;
  /** Number of words that say something: those that training saw, and those with a vector. */
  readonly knownWords: number;
};

/** Weight in `known` of a word that training did not see, but that has a vector. */
const vectorWeight = 0.5;

/** How much of a title is known, where a word counts once. */
export function wordEvidence({
  knownWords,
  unknownWords,
  vectorWords,
}: Pick<SparseRow, "knownWords" | "unknownWords" | "vectorWords">): WordEvidence {
  const [seen, unseen, related] = [knownWords.length, unknownWords.length, vectorWords.length];
  return {
    known: (seen + vectorWeight * related + 0.5) / (seen + unseen + 0.5),
    knownWords: seen + related,
  };
}
