/** Most rows of the table of shapes: a block names its own in a byte. */
const most = 256;
/** Of these, rows that common features have for themselves. */
const reserved = 96;
const iterations = 8;
/** Multiplications that clustering may take. */
const budget = 4e8;

/** Spreads in few shapes: feature j's spread k is `units[j] * shapes[shapeOf[j] * width + k]`. */
export type Shapes = {
  readonly shapes: Uint8Array;
  readonly shapeOf: Uint8Array;
  readonly units: Float64Array;
};

/**
 * Finds few shapes that the rows of spreads have up to a factor. The most common features keep their own, since titles meet them often; the
 * rest, most of them rare words whose spreads are the prior's, share what k-means finds. Deterministic.
 *
 * @param variances p x width
 * @param byFrequency features, the most common first
 */
export function findShapes(variances: Float32Array, width: number, byFrequency: readonly number[]): Shapes {
  const features = variances.length / width;
  const rows = new Float64Array(features * width);
  for (let j = 0; j < features; j++) {
    let sum = 0;
    for (let k = j * width; k < (j + 1) * width; k++) sum += variances[k] ?? 0;
    const size = Math.sqrt(sum) || 1;
    for (let k = j * width; k < (j + 1) * width; k++) rows[k] = Math.sqrt(variances[k] ?? 0) / size;
  }
  const centres = [
    ...byFrequency.slice(0, reserved).map((j) => rows.slice(j * width, (j + 1) * width)),
    ...cluster(rows, width, byFrequency.slice(reserved)),
  ];
  const shapes = new Uint8Array(centres.length * width);
  centres.forEach((centre, row) => {
    const largest = centre.reduce((top, value) => Math.max(top, value), 0) || 1;
    centre.forEach((value, k) => {
      shapes[row * width + k] = Math.round((255 * value) / largest);
    });
  });
  const shapeOf = new Uint8Array(features);
  byFrequency.forEach((j, rank) => {
    shapeOf[j] = rank < reserved ? rank : nearest(rows, j, width, centres, reserved);
  });
  return { shapes, shapeOf, units: unitsFor(variances, width, shapes, shapeOf) };
}

/** k-means (Lloyd 1982) from evenly spread features. */
function cluster(rows: Float64Array, width: number, features: readonly number[]): Float64Array[] {
  const wanted = Math.min(most - reserved, features.length);
  const affordable = Math.floor(budget / (wanted * width * iterations));
  const sample = spread(features, Math.max(wanted, affordable));
  const centres = spread(sample, wanted).map((j) => rows.slice(j * width, (j + 1) * width));
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

/** `count` of a list, evenly spread. */
function spread(list: readonly number[], count: number): number[] {
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
