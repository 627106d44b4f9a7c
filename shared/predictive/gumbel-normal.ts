import { expOfNegative } from "./fast-exp.ts";

/** Columns of the table: u / (1 + s) from `lowest` on in steps of `step`. */
const lowest = -6;
const step = 1 / 4;
const width = 65;
/** Rows of the table: s = (2^(row / 6) - 1) / 8, up to 457. */
const rows = 72;
const deviationOf = (row: number) => (2 ** (row / 6) - 1) / 8;
const rowOf = (deviation: number) => 6 * Math.log2(1 + 8 * deviation);

/** Standard deviations that the sum over the normal reaches. */
const reach = 6;

/**
 * Builds a function that writes, for u = low + i delta - mean and start + i < `end`,
 *
 *     logs[start + i] = ln F(u),   hazards[start + i] = d/du ln F(u),   F(u) = P(s e + g <= u) = E exp(-exp(s e - u))
 *
 * with e a standard normal, g a standard Gumbel and s the deviation: how large a normal logit is after the Gumbel noise of the softmax. From a
 * table of ln F and its slope over (s, u), whose rows are worked out when they are first needed: a cubic between the two nearest u, linear between the two
 * nearest s. A mean of -Infinity gives zeros: a class that never wins.
 */
export function gumbelNormal(): (
  mean: number,
  deviation: number,
  low: number,
  delta: number,
  logs: Float64Array,
  hazards: Float64Array,
  start: number,
  end: number,
) => void {
  const table = new Float64Array(rows * width * 2);
  const known = new Uint8Array(rows);

  return (mean, deviation, low, delta, logs, hazards, start, end) => {
    if (mean === Number.NEGATIVE_INFINITY) {
      logs.fill(0, start, end);
      hazards.fill(0, start, end);
      return;
    }
    const at = Math.min(rows - 1.001, rowOf(deviation));
    const row = Math.floor(at);
    const share = at - row;
    for (let needed = row; needed <= row + 1; needed++) {
      if (known[needed] === 0) fillRow(table, needed);
      known[needed] = 1;
    }
    const near = 2 * row * width;
    const keep = 1 - share;
    const spread = (1 + deviation) * step;
    const stride = delta / spread;
    let x = (low - mean) / spread - lowest / step;
    for (let i = start; i < end; i++, x += stride) {
      if (x >= width - 1) {
        // The far tail is the Gumbel's: it falls as exp(-u).
        const decay = expOfNegative((width - 1 - x) * spread);
        const last = near + 2 * (width - 1);
        const far = last + 2 * width;
        logs[i] = decay * (keep * (table[last] ?? 0) + share * (table[far] ?? 0));
        hazards[i] = decay * (keep * (table[last + 1] ?? 0) + share * (table[far + 1] ?? 0));
        continue;
      }
      const column = x > 0 ? x | 0 : 0;
      const t = x > 0 ? x - column : 0;
      const a = near + 2 * column;
      const b = a + 2 * width;
      // Hermite's cubic through values and slopes at both ends, and its derivative.
      const left = keep * (table[a] ?? 0) + share * (table[b] ?? 0);
      const right = keep * (table[a + 2] ?? 0) + share * (table[b + 2] ?? 0);
      const leftSlope = spread * (keep * (table[a + 1] ?? 0) + share * (table[b + 1] ?? 0));
      const rightSlope = spread * (keep * (table[a + 3] ?? 0) + share * (table[b + 3] ?? 0));
      const rise = right - left;
      const bend = leftSlope + rightSlope - 2 * rise;
      const turn = rise - leftSlope;
      logs[i] = left + t * (leftSlope + t * (turn + (t - 1) * bend));
      hazards[i] = Math.max(0, leftSlope + t * (2 * turn - 2 * bend + 3 * t * bend)) / spread;
    }
  };
}

/**
 * Writes ln F and its slope for one deviation s: the trapezoidal rule over e, in steps that divide the table's, so that the Gumbel distribution is
 * needed on one grid for all of a row.
 */
function fillRow(table: Float64Array, row: number): void {
  const s = deviationOf(row);
  const between = (1 + s) * step;
  // exp(-exp(s e - u)) turns over a stretch of 1 / s in e.
  const parts = s > 0 ? Math.ceil(between / Math.min(0.5 * s, 0.9)) : 1;
  const fine = between / parts;
  const half = s > 0 ? Math.ceil((reach * s) / fine) : 0;
  const weights = normalWeights(half, s > 0 ? fine / s : 1);
  const first = lowest * (1 + s) - half * fine;
  const size = (width - 1) * parts + 2 * half + 1;
  const reached = new Float64Array(size);
  const missing = new Float64Array(size);
  const density = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const tail = Math.exp(Math.min(690, -(first + k * fine)));
    const below = expOfNegative(-tail);
    reached[k] = below;
    missing[k] = tail < 1e-3 ? tail * (1 - tail / 2 + (tail * tail) / 6) : 1 - below;
    density[k] = tail * below;
  }
  for (let column = 0; column < width; column++) {
    const from = column * parts;
    const reachedHere = dot(weights, reached, from);
    const missingHere = dot(weights, missing, from);
    // Each of F and 1 - F is exact where it is small.
    const log = missingHere < 0.5 ? Math.log1p(-missingHere) : Math.log(Math.max(1e-300, reachedHere));
    const at = 2 * (row * width + column);
    table[at] = log;
    table[at + 1] = dot(weights, density, from) / Math.max(1e-300, reachedHere);
  }
}

/** Weights of a standard normal at -half, ..., half times `apart`, which sum to 1. */
function normalWeights(half: number, apart: number): Float64Array {
  const weights = new Float64Array(2 * half + 1);
  let total = 0;
  for (let k = -half; k <= half; k++) {
    const weight = expOfNegative(-((k * apart) ** 2) / 2);
    weights[k + half] = weight;
    total += weight;
  }
  for (let k = 0; k < weights.length; k++) weights[k] = (weights[k] ?? 0) / total;
  return weights;
}

function dot(weights: Float64Array, values: Float64Array, from: number): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (values[from + k] ?? 0);
  return sum;
}
