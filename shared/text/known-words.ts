import { boundedMemo } from "./bounded-memo.ts";
import type { FeatureOptions } from "./feature-options.ts";
import { subwordFinder } from "./subword-finder.ts";
import type { TermTable } from "./term-table.ts";
import { joinForms, type TitleTerms, titleReader, wordNgrams } from "./terms.ts";
import type { FoundWord, TitleVectors } from "./title-vectors.ts";
import { pairFinder } from "./word-pairs.ts";

/** A word of titles, and what a vocabulary knows of it. */
export type KnownWord = {
  readonly word: string;
  /** Number of its term, or -1. */
  readonly index: number;
  /** Numbers of the terms that are sub-words of it. */
  readonly subwords: readonly number[];
  /** Null for a vocabulary without word vectors. */
  readonly vector: FoundWord | null;
};

/** The words of a title and the numbers of its terms, as `termCounter` takes them. */
export type KnownTitle = Pick<TitleTerms, "words" | "forms"> & {
  /** Each word once, in the order of the title. */
  readonly distinct: ReadonlyMap<string, KnownWord>;
  readonly ofWords: readonly number[];
  readonly ofPairs: readonly number[];
  readonly ofSubwords: readonly (readonly number[])[];
  /** Of the distinct words. */
  readonly vectors: readonly FoundWord[];
};

/** What titles are looked up in. */
export type WordTables = {
  readonly options: FeatureOptions;
  readonly terms: TermTable;
  readonly vectors: TitleVectors | null;
  /** What a word weighs whose term has a number, or -1. */
  readonly weightOf: (index: number) => number;
};

/** Looks up words and titles. What is found is kept for the titles that come next. */
export type WordFinder = {
  findWord(word: string): KnownWord;
  findTitle(title: string): KnownTitle;
};

/** Builds the functions that look up words and titles. */
export function wordFinder({ options, terms, vectors, weightOf }: WordTables): WordFinder {
  const findSubwords = subwordFinder(terms, options);
  const findWord = boundedMemo((word): KnownWord => {
    const index = terms.find(word);
    const vector = vectors?.find(word, weightOf(index)) ?? null;
    // A copy is no longer than it needs to be.
    return { word, index, subwords: findSubwords(word).slice(), vector };
  });
  const readParts = titleReader(options, ({ words, ngrams, forms }) => ({
    words: words.map(findWord),
    ngrams: ngrams.map(terms.find),
    forms,
  }));
  const findPairs = options.pairWeight > 0 ? pairFinder(terms) : () => [];
  const [shortest, longest] = options.wordNgrams;
  const isOfWords = shortest === 1 && longest === 1;

  return {
    findWord,
    findTitle: (title) => {
      const parts = readParts(title);
      const forms = joinForms(parts);
      const words: string[] = [];
      const distinct = new Map<string, KnownWord>();
      const ofWords: number[] = [];
      const ofSubwords: (readonly number[])[] = [];
      const found: FoundWord[] = [];
      for (const part of parts) {
        for (const known of part.words) {
          words.push(known.word);
          ofSubwords.push(known.subwords);
          if (isOfWords) ofWords.push(known.index);
          if (distinct.has(known.word)) continue;
          distinct.set(known.word, known);
          if (known.vector !== null) found.push(known.vector);
        }
        for (const index of part.ngrams) ofWords.push(index);
      }
      if (!isOfWords)
        for (const term of wordNgrams(words, options.wordNgrams)) ofWords.push(terms.find(term));
      if (forms.size > 0)
        for (const form of new Set([...forms.values()].flatMap((own) => [...own])))
          ofWords.push(findWord(form).index);
      return { words, forms, distinct, ofWords, ofPairs: findPairs(words), ofSubwords, vectors: found };
    },
  };
}
