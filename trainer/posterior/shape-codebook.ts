/** Most rows of the codebook: a block names its own in a byte. */
export const mostShapes = 256;
/** Of these, rows that common features have for themselves. */
const reserved = 96;
const iterations = 8;
/** Multiplications that clustering may take. */
const budget = 4e8;

/**
 * Vector quantisation of standard deviations: those of feature j are
 * `units[j] * shapes[shapeOf[j] * width + k]`.
 */
export type ShapeCodebook = {
  readonly shapes: Uint8Array;
  readonly shapeOf: Uint8Array;
  readonly units: Float64Array;
};

/** Where every feature has standard deviations of its own. */
export const noCodebook: ShapeCodebook = {
  shapes: new Uint8Array(0),
  shapeOf: new Uint8Array(0),
  units: new Float64Array(0),
};

/**
 * Finds few shapes, one of which each row of standard deviations has up to a factor. The most
 * common features keep their own, since titles meet them often. The rest share what k-means finds:
 * most of them are rare words, whose standard deviations are the prior's. Deterministic.
 *
 * @param variances p x width
 * @param byFrequency features, the most common first
 */
export function fitShapeCodebook(
  variances: Float32Array,
  width: number,
  byFrequency: readonly number[],
): ShapeCodebook {
  const rows = unitDeviations(variances, width);
  const centres = [
    ...byFrequency.slice(0, reserved).map((j) => rows.slice(j * width, (j + 1) * width)),
    ...kMeans(rows, width, byFrequency.slice(reserved)),
  ];
  const shapes = roundToBytes(centres, width);
  const shapeOf = new Uint8Array(variances.length / width);
  byFrequency.forEach((j, rank) => {
    shapeOf[j] = rank < reserved ? rank : nearest(rows, j, width, centres, reserved);
  });
  return { shapes, shapeOf, units: unitsFor(variances, width, shapes, shapeOf) };
}

/** Standard deviations of each feature, scaled to unit length; p x width. */
function unitDeviations(variances: Float32Array, width: number): Float64Array {
  const rows = new Float64Array(variances.length);
  for (let start = 0; start < variances.length; start += width) {
    let sum = 0;
    for (let k = start; k < start + width; k++) sum += variances[k] ?? 0;
    const length = Math.sqrt(sum) || 1;
    for (let k = start; k < start + width; k++) rows[k] = Math.sqrt(variances[k] ?? 0) / length;
  }
  return rows;
}

/** Each centre in bytes, its largest value 255. */
function roundToBytes(centres: readonly Float64Array[], width: number): Uint8Array {
  const shapes = new Uint8Array(centres.length * width);
  centres.forEach((centre, row) => {
    const largest = centre.reduce((top, value) => Math.max(top, value), 0) || 1;
    centre.forEach((value, k) => {
      shapes[row * width + k] = Math.round((255 * value) / largest);
    });
  });
  return shapes;
}

/** k-means (Lloyd 1982), from evenly spaced features. */
function kMeans(rows: Float64Array, width: number, features: readonly number[]): Float64Array[] {
  const wanted = Math.min(mostShapes - reserved, features.length);
  const affordable = Math.floor(budget / (wanted * width * iterations));
  const sample = everyNth(features, Math.max(wanted, affordable));
  const centres = everyNth(sample, wanted).map((j) => rows.slice(j * width, (j + 1) * width));
  for (let round = 0; round < iterations; round++) {
    const sums = centres.map(() => new Float64Array(width));
    const counts = new Float64Array(centres.length);
    for (const j of sample) {
      const at = nearest(rows, j, width, centres, 0);
      counts[at] = (counts[at] ?? 0) + 1;
      const sum = sums[at] ?? new Float64Array(width);
      for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + (rows[j * width + k] ?? 0);
    }
    sums.forEach((sum, at) => {
      const count = counts[at] ?? 0;
      if (count > 0) centres[at] = sum.map((value) => value / count);
    });
  }
  return centres;
}

/** The centre, from number `first` on, at the least squared distance. */
function nearest(
  rows: Float64Array,
  feature: number,
  width: number,
  centres: readonly Float64Array[],
  first: number,
): number {
  let best = first;
  let least = Number.POSITIVE_INFINITY;
  for (let at = first; at < centres.length; at++) {
    const centre = centres[at] ?? rows;
    let distance = 0;
    for (let k = 0; k < width && distance < least; k++) {
      const difference = (rows[feature * width + k] ?? 0) - (centre[k] ?? 0);
      distance += difference * difference;
    }
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

/** `count` items of a list, evenly spaced from the first on. */
function everyNth(list: readonly number[], count: number): number[] {
  const taken = Math.min(list.length, count);
  return Array.from({ length: taken }, (_, k) => list[Math.floor((k * list.length) / taken)] ?? 0);
}

/** Units that give each feature the sum of its variances. */
function unitsFor(
  variances: Float32Array,
  width: number,
  shapes: Uint8Array,
  shapeOf: Uint8Array,
): Float64Array {
  return Float64Array.from(shapeOf, (shape, j) => {
    let wanted = 0;
    let have = 0;
    for (let k = 0; k < width; k++) {
      wanted += variances[j * width + k] ?? 0;
      have += (shapes[shape * width + k] ?? 0) ** 2;
    }
    return have > 0 ? Math.sqrt(wanted / have) : 0;
  });
}
