// The layout of the memory. The host allocates, fills the constants and the settings, and calls
// `configure`. All numbers are float32 but where it says float64 or int32. A row of draws is S
// numbers, padded to a multiple of 4. `docs/model.md` and the plain form beside this folder have
// the formulas.

/** Leaves L, internal nodes below the root P, columns V = L + P, normal deviates K = V + P. */
export let leaves: i32 = 0;
export let internals: i32 = 0;
export let columns: i32 = 0;
export let deviates: i32 = 0;
/** Draws S, and bytes of a row of draws. */
export let draws: i32 = 0;
export let rowBytes: usize = 0;

/** Bytes of means and of spreads after the start of a block: see `moment-blocks.ts`. */
export let meansAt: usize = 0;
export let spreadsAt: usize = 0;

/** Number of each column's parent among internal nodes, P for the root: int32, V. */
export let parents: usize = 0;
/** Standard normal deviates: K rows of draws. */
export let normals: usize = 0;
/** 1 / S for each draw, and 0 for padding: a row of draws. */
export let shares: usize = 0;
/** Variance of a column for unknown words of length 1: V. */
export let prior: usize = 0;
/** Deviation of a new child for a row of length 1: P + 1 rows of draws, the root's first. */
export let childDeviations: usize = 0;

/** Node of each leaf: int32, L. Parent of each node: int32, N. Number of nodes N. */
export let leafNodes: usize = 0;
export let nodeParents: usize = 0;
export let nodeCount: i32 = 0;
/** Leaves below a node: int32 from `below + 4 belowStarts[node]` to that of the next node. */
export let belowStarts: usize = 0;
export let below: usize = 0;

/** Addresses of a row's blocks (int32), and its values. */
export let addresses: usize = 0;
export let values: usize = 0;

/** Sums of moments: V means, K variances, K standard deviations, each padded to 16. */
export let means: usize = 0;
export let variances: usize = 0;
export let deviations: usize = 0;

/** Likely leaves: int32, L; and whether a leaf is one: int32, L. */
export let likelyLeaves: usize = 0;
export let isLikely: usize = 0;
/** Per leaf, float64: see `LikelyLeaves` of the plain form. */
export let distances: usize = 0;
export let bounds: usize = 0;
/** Work area of the search for them: 2 (V + 1) float64. */
export let pathSums: usize = 0;

/** Rows of draws: P + 1 sums of deviates down to an internal node, the root's 0 and last. */
export let paths: usize = 0;
/** P rows of draws of internal nodes' logits; L of leaves' logits, then weights. */
export let internalLogits: usize = 0;
export let leafDraws: usize = 0;
/**
 * Rows of draws: log of the normaliser; factor that makes weights of leaves probabilities; what all
 * leaves have in units of likely ones.
 */
export let logNormalisers: usize = 0;
export let scales: usize = 0;
export let wholes: usize = 0;
/** Work areas: 3 (P + 1) vectors of 4; two rows of draws; the two lists of `interval.ts`. */
export let groupVectors: usize = 0;
export let sums: usize = 0;
export let products: usize = 0;
export let ends: usize = 0;
/** Work area for leaves that are not likely: L float64 of logs, 3 (P + 1) float64. */
export let unlikelyLogs: usize = 0;
export let groupSums: usize = 0;

/** The table of `gumbel-normal.ts`: rows of interleaved values and slopes, and their number. */
export let table: usize = 0;
export let tableRows: i32 = 0;
/** Whether a row of the table is filled: int32. */
export let isFilled: usize = 0;
/** Where the grids of the integral begin: the end of all else. */
export let grids: usize = 0;

/** Results, float64: L means of leaves, N means of nodes, P + 1 shares of new children. */
export let leafMeans: usize = 0;
export let nodeMeans: usize = 0;
export let newChildren: usize = 0;
/** Results, float64: total and aleatoric entropy; or the two ends of an interval. */
export let results: usize = 0;

let next: usize = 0;

function read(): i32 {
  const value = load<i32>(next);
  next += 4;
  return value;
}

/** Reads the settings: 32-bit integers in the order of the variables above. */
export function configure(settings: usize): void {
  next = settings;
  leaves = read();
  internals = read();
  columns = read();
  deviates = read();
  draws = read();
  rowBytes = read();
  meansAt = read();
  spreadsAt = read();
  parents = read();
  normals = read();
  shares = read();
  prior = read();
  childDeviations = read();
  leafNodes = read();
  nodeParents = read();
  nodeCount = read();
  belowStarts = read();
  below = read();
  addresses = read();
  values = read();
  means = read();
  variances = read();
  deviations = read();
  likelyLeaves = read();
  isLikely = read();
  distances = read();
  bounds = read();
  pathSums = read();
  paths = read();
  internalLogits = read();
  leafDraws = read();
  logNormalisers = read();
  scales = read();
  wholes = read();
  groupVectors = read();
  sums = read();
  products = read();
  ends = read();
  unlikelyLogs = read();
  groupSums = read();
  table = read();
  tableRows = read();
  isFilled = read();
  grids = read();
  leafMeans = read();
  nodeMeans = read();
  newChildren = read();
  results = read();
}
