import { cleanText } from "./cleaning/clean-text.ts";
import { type FeatureOptions, plainWords } from "./feature-options.ts";
import { isPlainAscii } from "./letters/ascii.ts";
import { isUnspaced, unspacedRuns } from "./letters/unspaced.ts";

const none: readonly string[] = [];
/** Tokens that are one word as they are, whatever the options. */
const simpleToken = /^[a-z]+$/;
const simpleWord = /^[a-z0-9]+$/;
/** One word of ASCII letters without a joint, and signs around it that make no joint either. */
const plainPart = /^[!-%(-/:-@[-`{-~]*([A-Z]*[a-z]+|[A-Z]+)[!-%'-/:-@[-`{-~]*$/;
const digitRun = /\p{Nd}+/gu;
/** More than 30 marks in a row, counting the two halfwidth letters that NFKC turns into marks. */
const markRun = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/** Private-use characters that mark joints inside a token; a title's own are separators. */
const [hyphenMark, digitMark, caseMark] = ["\ue000", "\ue001", "\ue002"];
const joints = /[\ue000-\ue002]/g;

type Patterns = {
  /** A run of letters, marks and digits, with marks of joints inside it. */
  readonly token: RegExp;
  readonly hyphen: RegExp;
  readonly digitJoint: RegExp;
  readonly caseJoint: RegExp;
};

const unicode: Patterns = {
  token: /[\p{L}\p{M}\p{N}\ue000-\ue002]+/gu,
  hyphen: /(?<=[\p{L}\p{M}])['’‐-](?=\p{L})/gu,
  digitJoint: /(?<=[\p{L}\p{M}])(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})/gu,
  caseJoint: /(?<=\p{Ll})(?=\p{Lu})/gu,
};
/** The same for ASCII alone, much faster. */
const ascii: Patterns = {
  token: /[a-z0-9\ue000-\ue002]+/g,
  hyphen: /(?<=[A-Za-z])['-](?=[A-Za-z])/g,
  digitJoint: /(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])/g,
  caseJoint: /(?<=[a-z])(?=[A-Z])/g,
};

type WordOptions = Pick<
  FeatureOptions,
  "cleanText" | "joinHyphens" | "splitJoints" | "unspacedNgrams" | "foldDigits"
>;

/** What is written without a space or sign in it, hyphens and apostrophes apart. */
export type Token = {
  readonly words: readonly Word[];
  /** All words as one, if there is a hyphen or an apostrophe between them. */
  readonly joined: string | null;
};

/** A word of a title, and what joints divide it into. */
export type Word = { readonly text: string; readonly parts: readonly string[] };

/**
 * Words of a title, in order: runs of Unicode letters, marks and digits after NFKC and lower case.
 * Any other character separates words, lone surrogates and NUL included.
 *
 * - `joinHyphens`: words around a hyphen or an apostrophe are one token.
 * - `splitJoints`: a word has parts. They end where digits begin or end, and where a capital
 *   follows a small letter.
 * - `unspacedNgrams`: a run of letters of a script without spaces is a word.
 *
 * Takes time linear in the title. Normalising sorts a run of marks in quadratic time, so only the
 * first 30 of a run count, the limit of Unicode's stream-safe text format.
 */
export function splitTitle(title: string, options: WordOptions): Token[] {
  const plain = plainPart.exec(title)?.[1];
  if (plain !== undefined) return [{ words: [{ text: plain.toLowerCase(), parts: none }], joined: null }];
  if (isDivisible(title, options)) {
    const found = markJoints(title, options, ascii).toLowerCase().match(ascii.token) ?? [];
    return found.map((token) => readToken(token, options));
  }
  let text = options.cleanText ? cleanText(title) : title;
  text = text.toWellFormed().replace(markRun, "$1").normalize("NFKC").replace(joints, " ");
  const found = markJoints(text, options, unicode).toLowerCase().match(unicode.token) ?? [];
  return found.map((token) => readToken(token, options));
}

/** Whether the tokens of a title are those of its parts between spaces. */
export function isDivisible(title: string, { cleanText }: Pick<WordOptions, "cleanText">): boolean {
  return isPlainAscii(title) && !(cleanText && title.includes("&"));
}

function markJoints(text: string, { joinHyphens, splitJoints }: WordOptions, patterns: Patterns): string {
  let marked = text;
  if (joinHyphens) marked = marked.replace(patterns.hyphen, hyphenMark);
  if (splitJoints)
    marked = marked.replace(patterns.digitJoint, digitMark).replace(patterns.caseJoint, caseMark);
  return marked;
}

/** Words of a title alone, as they are without any option. */
export function words(title: string): string[] {
  return splitTitle(title, plainWords).flatMap((token) => token.words.map(({ text }) => text));
}

function readToken(token: string, { unspacedNgrams, foldDigits }: WordOptions): Token {
  if (foldDigits ? simpleToken.test(token) : simpleWord.test(token))
    return { words: [{ text: token, parts: none }], joined: null };
  const whole = (text: string) => {
    const letters = text.replace(joints, "");
    return foldDigits ? letters.replace(digitRun, "0") : letters;
  };
  const written = token.split(hyphenMark);
  const runs =
    unspacedNgrams !== null && isUnspaced(token) ? written.flatMap((part) => unspacedRuns(part)) : written;
  const found = runs.map((run) => ({ text: whole(run), parts: partsOf(run).map(whole) }));
  return {
    words: found.filter(({ text }) => text !== ""),
    joined: written.length > 1 ? whole(token) : null,
  };
}

/** What joints divide a word into, first by digits alone, then by capitals too. */
function partsOf(word: string): string[] {
  if (!word.includes(digitMark) && !word.includes(caseMark)) return [];
  const byDigits = word.split(digitMark);
  const byCase = byDigits.flatMap((part) => part.split(caseMark)).filter((part) => part.length > 1);
  return [...byDigits, ...byCase].filter((part) => part !== "");
}
