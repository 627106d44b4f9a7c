import { boundedMemo } from "./bounded-memo.ts";
import type { CountedWord } from "./count-terms.ts";
import type { FeatureOptions } from "./feature-options.ts";
import { subwordFinder } from "./subword-finder.ts";
import type { TermTable } from "./term-table.ts";
import { distinctForms, joinForms, type TitleTerms, titleReader, wordNgrams } from "./terms.ts";
import type { FoundWord, TitleVectors } from "./title-vectors.ts";
import { pairFinder } from "./word-pairs.ts";

/** A word of titles, and what a vocabulary knows of it. */
export type KnownWord = FoundWord & CountedWord;

/** The words of a title, and its terms as `termCounter` takes them. */
export type KnownTitle = {
  /** Its words, with repeats. */
  readonly words: readonly KnownWord[];
  /** The same as texts. */
  readonly texts: readonly string[];
  /** Each word once, in the order of the title. */
  readonly distinct: readonly KnownWord[];
  readonly forms: TitleTerms["forms"];
  /** Numbers of the terms that are pairs of words. */
  readonly pairs: readonly number[];
  /** Numbers of the terms that are none of these, nor sub-words. */
  readonly others: readonly number[];
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
    const indexes = vectors?.find(word) ?? [];
    // A copy is no longer than it needs to be.
    return { word, weight: weightOf(index), index, subwords: findSubwords(word).slice(), indexes };
  });
  const findPairs = options.pairWeight > 0 ? pairFinder(terms) : () => [];
  const readParts = titleReader(options, ({ words, ngrams, forms }) => ({
    words: words.map(findWord),
    ngrams: ngrams.map(terms.find),
    forms,
  }));

  return {
    findWord,
    findTitle: (title) => {
      const parts = readParts(title);
      const forms = joinForms(parts);
      const words: KnownWord[] = [];
      const others: number[] = [];
      for (const part of parts) {
        for (const word of part.words) words.push(word);
        for (const index of part.ngrams) others.push(index);
      }
      const texts = words.map(({ word }) => word);
      if (!hasWordsAlone(options)) {
        for (const term of wordNgrams(texts, options.wordNgrams)) others.push(terms.find(term));
      }
      for (const form of distinctForms(forms)) others.push(findWord(form).index);
      return { words, texts, distinct: distinctWords(words), forms, pairs: findPairs(texts), others };
    },
  };
}

/** Whether a title's terms of words are single words, and no n-grams of several. */
export function hasWordsAlone({ wordNgrams: [shortest, longest] }: FeatureOptions): boolean {
  return shortest === 1 && longest === 1;
}

function distinctWords(words: readonly KnownWord[]): KnownWord[] {
  const seen = new Set<string>();
  const distinct: KnownWord[] = [];
  for (const known of words) {
    if (seen.has(known.word)) continue;
    seen.add(known.word);
    distinct.push(known);
  }
  return distinct;
}
