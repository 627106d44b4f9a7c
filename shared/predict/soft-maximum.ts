import { expOfNegative } from "./fast-exp.ts";

/** Columns of the table: u / (1 + s) from `lowest` on in steps of `step`. */
const lowest = -6;
const step = 1 / 16;
const width = 257;
/** Rows of the table: s = (2^(row / 6) - 1) / 8, up to 457. */
const rows = 72;
const deviationOf = (row: number) => (2 ** (row / 6) - 1) / 8;
const rowOf = (deviation: number) => 6 * Math.log2(1 + 8 * deviation);

/** Standard deviations that the sum over the normal reaches. */
const reach = 7;

/**
 * Builds a function that writes, for u = low + i delta - mean and start + i < `end`,
 *
 *     logs[start + i] = ln F(u),   hazards[start + i] = d/du ln F(u),   F(u) = P(s e + g <= u) = E exp(-exp(s e - u))
 *
 * with e a standard normal, g a standard Gumbel and s the deviation: how large a normal logit is after the Gumbel noise of the softmax. Linear
 * interpolation in a table of (s, u), whose rows are worked out when they are first needed; relative error below 1e-3. A mean of -Infinity gives
 * zeros: a class that never wins.
 */
export function softMaximum(): (
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
    const spread = (1 + deviation) * step;
    const stride = delta / spread;
    let x = (low - mean) / spread - lowest / step;
    for (let i = start; i < end; i++, x += stride) {
      if (x >= width - 1) {
        // The far tail is the Gumbel's: it falls as exp(-u).
        const decay = expOfNegative((width - 1 - x) * spread);
        const last = near + 2 * (width - 1);
        const far = last + 2 * width;
        logs[i] = decay * ((1 - share) * (table[last] ?? 0) + share * (table[far] ?? 0));
        hazards[i] = decay * ((1 - share) * (table[last + 1] ?? 0) + share * (table[far + 1] ?? 0));
        continue;
      }
      const column = x > 0 ? x | 0 : 0;
      const part = x > 0 ? x - column : 0;
      const a = near + 2 * column;
      const b = a + 2 * width;
      const farRight = share * part;
      const farLeft = share - farRight;
      const nearRight = part - farRight;
      const nearLeft = 1 - share - nearRight;
      logs[i] =
        nearLeft * (table[a] ?? 0) +
        nearRight * (table[a + 2] ?? 0) +
        farLeft * (table[b] ?? 0) +
        farRight * (table[b + 2] ?? 0);
      hazards[i] =
        nearLeft * (table[a + 1] ?? 0) +
        nearRight * (table[a + 3] ?? 0) +
        farLeft * (table[b + 1] ?? 0) +
        farRight * (table[b + 3] ?? 0);
    }
  };
}

/** Writes ln F and its slope for one deviation, by the trapezoidal rule over e. */
function fillRow(table: Float64Array, row: number): void {
  const s = deviationOf(row);
  // exp(-exp(s e - u)) turns over a stretch of 1 / s.
  const terms = 2 * Math.ceil(reach / Math.min(0.5, 0.9 / s)) + 1;
  const exponents = new Float64Array(terms);
  const shifts = new Float64Array(terms);
  const weights = new Float64Array(terms);
  let total = 0;
  for (let k = 0; k < terms; k++) {
    const e = reach * ((2 * k) / (terms - 1) - 1);
    exponents[k] = s * e;
    shifts[k] = Math.exp(s * e);
    weights[k] = Math.exp((-e * e) / 2);
    total += weights[k] ?? 0;
  }
  for (let column = 0; column < width; column++) {
    const u = (lowest + column * step) * (1 + s);
    const level = Math.exp(-u);
    let missing = 0;
    let reached = 0;
    let density = 0;
    for (let k = 0; k < terms; k++) {
      const weight = (weights[k] ?? 0) / total;
      const tail = s < 30 ? (shifts[k] ?? 0) * level : Math.exp(Math.min(690, (exponents[k] ?? 0) - u));
      const below = expOfNegative(-tail);
      missing += weight * (tail < 1e-3 ? tail * (1 - tail / 2 + (tail * tail) / 6) : 1 - below);
      reached += weight * below;
      density += weight * tail * below;
    }
    // Each of F and 1 - F is exact where it is small.
    const log = missing < 0.5 ? Math.log1p(-missing) : Math.log(Math.max(1e-300, reached));
    const at = 2 * (row * width + column);
    table[at] = log;
    table[at + 1] = density / Math.max(1e-300, reached);
  }
}
