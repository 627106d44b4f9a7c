import { termExtractor } from "../../shared/text/terms.ts";
import type { WordVectors } from "../../shared/text/word-vectors.ts";
import type { Preset } from "../model/preset.ts";
import type { Progress } from "../progress/progress.ts";
import { readEnglishVectors } from "../words/english.ts";
import { fitWordVectors, mostVectorWords } from "../words/fit-word-vectors.ts";
import { readVectorFile } from "../words/read-vector-file.ts";
import type { VectorSource } from "../words/vector-source.ts";
import type { TrainOptions } from "./options.ts";

/** Share of the model file that word vectors may take. */
const mostOfFile = 1 / 2;

/**
 * The word vectors of a run, fitted to the words of its titles, or null where it has none.
 *
 * @throws HedgeError as `readVectorFile`
 */
export async function fitCatalogueVectors(
  { features, wordVectors: options }: Pick<Preset, "features" | "wordVectors">,
  { wordVectors = "none", maxBytes }: Pick<TrainOptions, "wordVectors" | "maxBytes">,
  titles: readonly string[],
  progress: Pick<Progress, "say">,
): Promise<WordVectors | null> {
  if (options === null || wordVectors === "none") return null;
  const extract = termExtractor(features);
  const words = new Set(titles.flatMap((title) => extract(title).words));
  const most = mostVectorWords(mostOfFile * maxBytes, options.dimensions);
  const source = await readSource(wordVectors, features);
  const found = source.words.filter((word) => words.has(word)).length;
  const share = Math.round((100 * found) / Math.max(1, words.size));
  progress.say(`${source.name}: vectors for ${found} of the ${words.size} words of the titles (${share} %)`);
  const vectors = fitWordVectors(source, words, { ...options, most });
  if (vectors === null)
    progress.say(`${source.name}: these are too few to be of use, so no vectors are used`);
  return vectors;
}

async function readSource(
  wordVectors: string,
  features: Parameters<typeof termExtractor>[0],
): Promise<VectorSource> {
  return wordVectors === "english" ? readEnglishVectors() : await readVectorFile(wordVectors, features);
}
