import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { termExtractor } from "../../shared/text/terms.ts";
import { restrictVectors, type WordVectors } from "../../shared/text/word-vectors.ts";
import type { Progress } from "../progress/progress.ts";
import { readEnglishVectors } from "./english.ts";
import { bytesOfVector, fitWordVectors, type VectorOptions } from "./fit-word-vectors.ts";
import { learnVectors } from "./learn-vectors.ts";
import { readTextFiles } from "./read-text-files.ts";
import { readVectorFile } from "./read-vector-file.ts";
import type { VectorSource } from "./vector-source.ts";

/** The tables of word vectors of a run. */
export type CatalogueVectors = {
  /** For the model of all titles. */
  readonly tables: readonly WordVectors[];
  /**
   * For a model of some of the titles. The vectors that were learned from the titles leave out the
   * words that only other titles have, as they would of a new title.
   */
  tablesFor(titles: readonly string[]): readonly WordVectors[];
};

/** Share of the model file that word vectors may take. */
const mostOfFile = 1 / 2;

const noVectors: CatalogueVectors = { tables: [], tablesFor: () => [] };

/** How a preset has word vectors; null where it has none. */
export type VectorPreset = {
  readonly wordVectors: VectorOptions | null;
  /** Those that are learned from the titles. */
  readonly learnedVectors: VectorOptions | null;
};

/** What word vectors a run asks for. */
export type VectorRequest = {
  /**
   * Word vectors: `english` for those that come with hedge, a file of them, or `learned` for those
   * that are learned from the titles. The last come with the first two as well. `none` (or absent)
   * is for no vectors, as a preset without them has in any case. A training run takes `auto`, too.
   */
  readonly wordVectors?: string;
  /** Files of texts without labels, one a line, that word vectors are learned from as well. */
  readonly text?: readonly string[];
  /** Most bytes that the model may have. */
  readonly maxBytes: number;
};

/** Fits the word vectors of a source, as `VectorRequest` names it, to the titles of a run. */
export type VectorFitter = (source: string, progress: Pick<Progress, "say">) => Promise<CatalogueVectors>;

/**
 * Builds the function that gives the word vectors of a run: those of a table, fitted to the words
 * of the titles, and those learned from the titles and from texts without labels. Titles are read,
 * and learned from, once for all sources. It throws HedgeError as `readVectorFile` and
 * `readTextFiles`.
 */
export function vectorFitter(
  { features, wordVectors, learnedVectors }: VectorPreset & { readonly features: FeatureOptions },
  { text = [], maxBytes }: Omit<VectorRequest, "wordVectors">,
  titles: readonly string[],
): VectorFitter {
  const wordsOf = wordsReader(features);
  let wordsOfTitles: (readonly string[])[] | undefined;
  let learning: ReturnType<typeof learn> | undefined;

  async function learn(titleWords: readonly (readonly string[])[], progress: Pick<Progress, "say">) {
    const cut = () => progress.say("--text: the first million texts are taken");
    const ofTexts = (await readTextFiles(text, cut)).map(wordsOf);
    const learned = learnedVectors && learnVectors([...titleWords, ...ofTexts], learnedVectors.dimensions);
    return { learned, inTexts: new Set(ofTexts.flat()) };
  }

  return async (source, progress) => {
    if (wordVectors === null || source === "none") return noVectors;
    wordsOfTitles ??= titles.map(wordsOf);
    const distinctWords = new Set(wordsOfTitles.flat());
    let bytes = mostOfFile * maxBytes;
    const fitTable = (from: VectorSource, how: VectorOptions): WordVectors | null => {
      const each = bytesOfVector(how.dimensions);
      const table = fitWordVectors(from, distinctWords, { ...how, most: Math.floor(bytes / each) });
      bytes -= each * (table?.words ?? 0);
      report(from, distinctWords, table, progress);
      return table;
    };

    const given = source === "learned" ? null : fitTable(await readSource(source, features), wordVectors);
    learning ??= learn(wordsOfTitles, progress);
    const { learned, inTexts } = await learning;
    const fitted = learned && learnedVectors ? fitTable(learned, learnedVectors) : null;
    const tablesOf = (table: WordVectors | null) => [given, table].filter((one) => one !== null);
    return {
      tables: tablesOf(fitted),
      tablesFor: (some) => {
        const seen = new Set(some.flatMap(wordsOf));
        return tablesOf(fitted && restrictVectors(fitted, (word) => seen.has(word) || inTexts.has(word)));
      },
    };
  };
}

/**
 * The word vectors of one source: see `vectorFitter`.
 *
 * @throws HedgeError as `readVectorFile` and `readTextFiles`
 */
export async function fitCatalogueVectors(
  preset: VectorPreset & { readonly features: FeatureOptions },
  { wordVectors = "none", ...request }: VectorRequest,
  titles: readonly string[],
  progress: Pick<Progress, "say">,
): Promise<CatalogueVectors> {
  return await vectorFitter(preset, request, titles)(wordVectors, progress);
}

function wordsReader(features: FeatureOptions): (title: string) => readonly string[] {
  const extract = termExtractor(features);
  return (title) => extract(title).words;
}

function report(
  { name, words }: VectorSource,
  titleWords: ReadonlySet<string>,
  table: WordVectors | null,
  progress: Pick<Progress, "say">,
): void {
  const found = words.filter((word) => titleWords.has(word)).length;
  const share = Math.round((100 * found) / Math.max(1, titleWords.size));
  progress.say(`word vectors, ${name}: ${found} of the ${titleWords.size} words of the titles (${share} %)`);
  if (table === null) progress.say(`word vectors, ${name}: too few to be of use, so they are left out`);
}

async function readSource(wordVectors: string, features: FeatureOptions): Promise<VectorSource> {
  return wordVectors === "english" ? readEnglishVectors() : await readVectorFile(wordVectors, features);
}
