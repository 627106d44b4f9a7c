import { boundedMemo } from "./bounded-memo.ts";
import type { FeatureOptions } from "./feature-options.ts";
import { foldAccents } from "./letters/accents.ts";
import { isPlainAscii } from "./letters/ascii.ts";
import { foldPlural } from "./letters/plurals.ts";
import { characterNgrams, isUnspaced } from "./letters/unspaced.ts";
import { isDivisible, splitTitle, type Token } from "./words.ts";

/** Terms of one title, with repeats. */
export type TitleTerms = {
  /** Its words after filtering and folding. */
  readonly words: readonly string[];
  /** Other forms of a word, each a term beside it. A word is known if one of its forms is. */
  readonly forms: ReadonlyMap<string, ReadonlySet<string>>;
  readonly wordTerms: readonly string[];
  /** Made when they are asked for. */
  readonly subwordTerms: readonly string[];
};

type SubwordOptions = Pick<
  FeatureOptions,
  "subwordNgrams" | "subwordPlace" | "unspacedNgrams" | "foldAccents"
>;

/** Character n-grams that are the words of a run of a script without spaces. */
const unspacedWord = 2;

/** What a part of a title adds to its terms; forms are those of a word. */
export type PartTerms = {
  readonly words: readonly string[];
  /** N-grams of runs of a script without spaces that are no words. */
  readonly ngrams: readonly string[];
  readonly forms: readonly (readonly [string, readonly string[]])[];
};

/**
 * Builds the function from a title to its terms. The words of an n-gram are joined by a space. A
 * sub-word term starts with `#`, which no word contains. Every form of a word counts once a title.
 * Takes time linear in the title.
 */
export function termExtractor(options: FeatureOptions): (title: string) => TitleTerms {
  const readParts = titleReader(options, (terms) => terms);
  return (title) => {
    const parts = readParts(title);
    const words = parts.flatMap((part) => part.words);
    const forms = joinForms(parts);
    const wordTerms = [
      ...wordNgrams(words, options.wordNgrams),
      ...parts.flatMap((part) => part.ngrams),
      ...distinctForms(forms),
    ];
    return {
      words,
      forms,
      wordTerms,
      get subwordTerms() {
        return words.flatMap((word) => subwords(word, options));
      },
    };
  };
}

/**
 * Builds the function that reads the terms of a title part by part, in order. What `make` makes of
 * a part is kept for the next title that has it.
 */
export function titleReader<Part>(
  options: FeatureOptions,
  make: (terms: PartTerms) => Part,
): (title: string) => Part[] {
  const stopWords = new Set(options.stopWords);
  const { unspacedNgrams } = options;
  const isKept = (word: string) => !stopWords.has(word) && isLongEnough(word, options.minWordLength);
  const singular = (word: string) => (options.foldPlurals ? foldPlural(word) : word);
  /** As written and without accents. */
  const spellings = (word: string) =>
    options.foldAccents ? [singular(word), singular(foldAccents(word))] : [singular(word)];

  const readTokens = (tokens: readonly Token[]): PartTerms => {
    const words: string[] = [];
    const ngrams: string[] = [];
    const forms: [string, string[]][] = [];
    for (const token of tokens) {
      const joined = token.joined !== null && isKept(token.joined) ? spellings(token.joined) : [];
      for (const { text, parts } of token.words) {
        if (unspacedNgrams !== null && isUnspaced(text)) {
          const found = unspacedTerms(text, unspacedNgrams);
          for (const word of found.words) words.push(word);
          for (const term of found.others) ngrams.push(term);
        } else if (isKept(text)) {
          const word = singular(text);
          words.push(word);
          if (parts.length === 0 && joined.length === 0 && isPlainAscii(text)) continue;
          forms.push([word, [...spellings(text), ...parts.filter(isKept).flatMap(spellings), ...joined]]);
        }
      }
    }
    return { words, ngrams, forms };
  };
  const makePart = (text: string) => make(readTokens(splitTitle(text, options)));
  const recallPart = boundedMemo(makePart);

  return (title) => {
    if (!isDivisible(title, options)) return [makePart(title)];
    const parts: Part[] = [];
    for (const part of title.split(" ")) if (part !== "") parts.push(recallPart(part));
    return parts;
  };
}

const noForms: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** N-grams of a run of letters of a script without spaces: its words, and those of other sizes. */
function unspacedTerms(run: string, [least, most]: readonly [number, number]) {
  const words = characterNgrams(run, unspacedWord);
  if (words.length === 0) return { words: [run], others: [] };
  const others: string[] = [];
  for (let size = least; size <= most; size++) {
    if (size !== unspacedWord) for (const gram of characterNgrams(run, size)) others.push(gram);
  }
  return { words, others };
}

/** The other forms of each word of a title. */
export function joinForms(parts: readonly Pick<PartTerms, "forms">[]): TitleTerms["forms"] {
  let forms: Map<string, Set<string>> | undefined;
  for (const part of parts) {
    for (const [word, found] of part.forms) {
      for (const form of found) {
        if (form === word) continue;
        forms ??= new Map();
        const ofWord = forms.get(word);
        if (ofWord) ofWord.add(form);
        else forms.set(word, new Set([form]));
      }
    }
  }
  return forms ?? noForms;
}

/** The other forms of all words of a title, each once. */
export function distinctForms(forms: TitleTerms["forms"]): Set<string> {
  const distinct = new Set<string>();
  for (const ofWord of forms.values()) for (const form of ofWord) distinct.add(form);
  return distinct;
}

/** N-grams of a title's words. */
export function wordNgrams(
  words: readonly string[],
  [shortest, longest]: readonly [number, number],
): string[] {
  const terms: string[] = [];
  for (let size = shortest; size <= longest; size++) {
    if (size === 1) for (const word of words) terms.push(word);
    else
      for (let start = 0; start + size <= words.length; start++) {
        terms.push(words.slice(start, start + size).join(" "));
      }
  }
  return terms;
}

function isLongEnough(word: string, minimum: number): boolean {
  return minimum <= 1 || word.length >= 2 * minimum || [...word].length >= minimum;
}

/**
 * Character n-grams of `^word$`, without its accents if these are folded, but not the whole: the
 * word itself is a term already. Pairs of characters of a script without spaces have none.
 */
export function subwords(word: string, options: SubwordOptions): string[] {
  const grams: string[] = [];
  const { subwordNgrams, subwordPlace, unspacedNgrams } = options;
  if (subwordNgrams === null || (unspacedNgrams !== null && isUnspaced(word))) return grams;
  const [shortest, longest] = subwordNgrams;
  const marked = `^${options.foldAccents ? foldAccents(word) : word}$`;
  const characters = isPlainAscii(marked) ? marked : [...marked];
  for (let size = shortest; size <= longest && size < characters.length; size++) {
    const last = characters.length - size;
    for (let start = 0; start <= last; start += subwordPlace === "ends" ? last : 1) {
      const gram = characters.slice(start, start + size);
      grams.push(`#${typeof gram === "string" ? gram : gram.join("")}`);
    }
  }
  return grams;
}

/** Whether a term is a sub-word's. */
export function isSubword(term: string): boolean {
  return term.startsWith("#");
}
