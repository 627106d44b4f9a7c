import { expOfNegative } from "../../numerics/fast-exp.ts";

/** Columns of the table: u / (1 + s) from `lowest` on in steps of `step`. */
const lowest = -6;
const step = 1 / 4;
const width = 65;
/** Rows of the table: s = (2^(row / 6) - 1) / 8, up to 457. */
const rows = 72;

/** The table, which all functions share, and which of its rows are there. */
const table = new Float64Array(rows * width * 2);
const isFilled = new Uint8Array(rows);

/** The shape of the table: columns hold a value and a slope. */
export const gumbelTable = { rows, width } as const;

/** A row of the table: ln F and its slope by turns. Computed when it is first needed. */
export function gumbelTableRow(row: number): Float64Array {
  if (isFilled[row] === 0) fillRow(table, row);
  isFilled[row] = 1;
  return table.subarray(2 * row * width, 2 * (row + 1) * width);
}

const deviationOf = (row: number) => (2 ** (row / 6) - 1) / 8;
const rowOf = (deviation: number) => 6 * Math.log2(1 + 8 * deviation);

/** Range of the sum over the normal, in standard deviations to either side. */
const reach = 6;

/**
 * Distribution function F of the sum of a normal and a Gumbel variable: of a normal logit after
 * the Gumbel noise of the softmax. Writes, for u = low + i delta - mean and start + i < `end`,
 *
 *     logs[start + i] = ln F(u),   hazards[start + i] = d/du ln F(u)
 *     F(u) = P(s e + g <= u) = E exp(-exp(s e - u))
 *
 * with e a standard normal, g a standard Gumbel and s the deviation. It interpolates a table of
 * ln F and its slope over (s, u): a cubic between the two nearest u, linear between the two nearest
 * s. Rows of the table are computed when they are first needed. A mean of -Infinity, a class that
 * is left out, gives zeros.
 */
export function writeGumbelNormal(
  mean: number,
  deviation: number,
  low: number,
  delta: number,
  logs: Float64Array,
  hazards: Float64Array,
  start: number,
  end: number,
): void {
  if (mean === Number.NEGATIVE_INFINITY) {
    logs.fill(0, start, end);
    hazards.fill(0, start, end);
    return;
  }
  const at = Math.min(rows - 1.001, rowOf(deviation));
  const row = Math.floor(at);
  const share = at - row;
  if (isFilled[row] === 0) gumbelTableRow(row);
  if (isFilled[row + 1] === 0) gumbelTableRow(row + 1);
  const near = 2 * row * width;
  const nearShare = 1 - share;
  const spread = (1 + deviation) * step;
  const stride = delta / spread;
  let x = (low - mean) / spread - lowest / step;
  for (let i = start; i < end; i++, x += stride) {
    if (x >= width - 1) {
      // The far tail is that of the Gumbel distribution: it falls as exp(-u).
      const decay = expOfNegative((width - 1 - x) * spread);
      const last = near + 2 * (width - 1);
      const far = last + 2 * width;
      logs[i] = decay * (nearShare * (table[last] ?? 0) + share * (table[far] ?? 0));
      hazards[i] = decay * (nearShare * (table[last + 1] ?? 0) + share * (table[far + 1] ?? 0));
      continue;
    }
    const column = x > 0 ? x | 0 : 0;
    const t = x > 0 ? x - column : 0;
    const a = near + 2 * column;
    const b = a + 2 * width;
    // The cubic Hermite spline through values and slopes at both ends, and its derivative.
    const left = nearShare * (table[a] ?? 0) + share * (table[b] ?? 0);
    const right = nearShare * (table[a + 2] ?? 0) + share * (table[b + 2] ?? 0);
    const leftSlope = spread * (nearShare * (table[a + 1] ?? 0) + share * (table[b + 1] ?? 0));
    const rightSlope = spread * (nearShare * (table[a + 3] ?? 0) + share * (table[b + 3] ?? 0));
    const rise = right - left;
    const cubic = leftSlope + rightSlope - 2 * rise;
    const quadratic = rise - leftSlope;
    logs[i] = left + t * (leftSlope + t * (quadratic + (t - 1) * cubic));
    hazards[i] = Math.max(0, leftSlope + t * (2 * quadratic - 2 * cubic + 3 * t * cubic)) / spread;
  }
}

/**
 * Writes ln F and its slope for one deviation s, by the trapezoidal rule over e. Its steps divide
 * those of the table, so that one grid of the Gumbel distribution serves the whole row.
 */
function fillRow(table: Float64Array, row: number): void {
  const s = deviationOf(row);
  const between = (1 + s) * step;
  // With steps of one standard deviation the rule is exact to exp(-2 pi^2), 3e-9.
  // exp(-exp(s e - u)) falls from 1 to 0 within about 1 / s in e.
  const parts = s > 0 ? Math.ceil(between / Math.min(s, 0.9)) : 1;
  const fine = between / parts;
  const half = s > 0 ? Math.ceil((reach * s) / fine) : 0;
  const weights = normalWeights(half, s > 0 ? fine / s : 1);
  const first = lowest * (1 + s) - half * fine;
  const size = (width - 1) * parts + 2 * half + 1;
  const cdf = new Float64Array(size);
  const tail = new Float64Array(size);
  const density = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const rate = Math.exp(Math.min(690, -(first + k * fine)));
    const below = expOfNegative(-rate);
    cdf[k] = below;
    tail[k] = rate < 1e-3 ? rate * (1 - rate / 2 + (rate * rate) / 6) : 1 - below;
    density[k] = rate * below;
  }
  for (let column = 0; column < width; column++) {
    const from = column * parts;
    const cdfHere = dot(weights, cdf, from);
    const tailHere = dot(weights, tail, from);
    // Each of F and 1 - F is exact where it is small.
    const log = tailHere < 0.5 ? Math.log1p(-tailHere) : Math.log(Math.max(1e-300, cdfHere));
    const at = 2 * (row * width + column);
    table[at] = log;
    table[at + 1] = dot(weights, density, from) / Math.max(1e-300, cdfHere);
  }
}

/** Weights of a standard normal at -half, ..., half times `spacing`, which sum to 1. */
function normalWeights(half: number, spacing: number): Float64Array {
  const weights = new Float64Array(2 * half + 1);
  let total = 0;
  for (let k = -half; k <= half; k++) {
    const weight = expOfNegative(-((k * spacing) ** 2) / 2);
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
