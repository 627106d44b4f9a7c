import { middle, packedWordVectors, type WordVectors } from "../../shared/text/word-vectors.ts";
import { float32s } from "../artifact/little-endian.ts";
import { packStrings } from "../artifact/pack-strings.ts";
import { principalComponents } from "./principal-components.ts";
import type { VectorSource } from "./vector-source.ts";

/** How word vectors become features. */
export type VectorOptions = {
  /** Most features, D. */
  readonly dimensions: number;
  /** Root-mean-square length of the vectors of the catalogue's words. */
  readonly length: number;
};

/** With fewer words of the catalogue in the table, vectors would be of no use. */
const fewestWords = 10;

/**
 * Step of the quantiser in standard deviations: the best uniform one of 16 levels for a normal
 * (Max 1960).
 */
const step = 0.3352;

/**
 * Fits word vectors to a catalogue. The directions in which its own words differ most become the
 * dimensions. Each is scaled by the fourth root of its variance, so that the first ones weigh more
 * and the last ones are no noise. All words of the source are kept, in 4 bits a number.
 *
 * @param catalogueWords distinct words of the training titles, as titles have them
 * @param options `most`: the most words to keep, those of the catalogue and the most common ones
 * @returns null where the source has too few of the words
 */
export function fitWordVectors(
  { words: all, dimensions: width, vectors }: VectorSource,
  catalogueWords: ReadonlySet<string>,
  { dimensions, length, most }: VectorOptions & { readonly most: number },
): WordVectors | null {
  const rows = [...all.keys()].filter((row) => catalogueWords.has(all[row] ?? ""));
  if (rows.length < fewestWords) return null;
  const { mean, directions, variances } = principalComponents(
    vectors,
    width,
    rows,
    Math.min(dimensions, rows.length - 1),
  );
  const kept = directions.filter((_, d) => (variances[d] ?? 0) > 1e-9);
  const scales = kept.map((_, d) => (variances[d] ?? 1) ** -0.25);
  const squares = kept.reduce((sum, _, d) => sum + (variances[d] ?? 0) * (scales[d] ?? 0) ** 2, 0);
  const toLength = length / Math.sqrt(squares);

  const places = mostUsefulRows(all.length, rows, most);
  const projected = new Float32Array(places.length * kept.length);
  places.forEach((row, place) => {
    kept.forEach((direction, d) => {
      let sum = 0;
      for (let e = 0; e < width; e++)
        sum += (direction[e] ?? 0) * ((vectors[row * width + e] ?? 0) - (mean[e] ?? 0));
      projected[place * kept.length + d] = sum * (scales[d] ?? 0) * toLength;
    });
  });
  return quantise(
    places.map((row) => all[row] ?? ""),
    projected,
    kept.length,
  );
}

/** Bytes that a word and its vector take in a model file, with 20 for the word and its slots. */
export function bytesOfVector(dimensions: number): number {
  return Math.ceil(dimensions / 2) + 20;
}

/** At most `most` of `count` rows, ascending: those of the catalogue and then the first ones. */
function mostUsefulRows(count: number, ofCatalogue: readonly number[], most: number): number[] {
  const chosen = new Set(ofCatalogue.slice(0, most));
  for (let row = 0; row < count && chosen.size < most; row++) chosen.add(row);
  return [...chosen].sort((a, b) => a - b);
}

function quantise(words: readonly string[], values: Float32Array, dimensions: number): WordVectors {
  const units = Float64Array.from({ length: dimensions }, (_, d) => {
    let squares = 0;
    for (let at = d; at < values.length; at += dimensions) squares += (values[at] ?? 0) ** 2;
    return Math.fround(step * Math.sqrt(squares / words.length)) || 1;
  });
  const stride = Math.ceil(dimensions / 2);
  const packed = new Uint8Array(words.length * stride);
  values.forEach((value, at) => {
    const d = at % dimensions;
    const q = Math.max(0, Math.min(15, Math.round(value / (units[d] ?? 1) + middle)));
    const byte = Math.floor(at / dimensions) * stride + (d >> 1);
    packed[byte] = (packed[byte] ?? 0) | (d & 1 ? q << 4 : q);
  });
  return packedWordVectors({ ...packStrings(words), values: packed, units: float32s(units) });
}
