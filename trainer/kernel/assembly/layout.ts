// The layout of the memory. The host allocates, fills the settings and calls `configure`. Nothing
// here allocates. Static data is constant, because every thread that joins writes it again.
//
// A vector is [ head | p coefficient rows | noise rows ], all float32. The head has one
// unconstrained number per scale, padded to a multiple of 4, and belongs to the host. A
// coefficient row has the leaves, padded to a multiple of 4, then the internal nodes below the
// root, padded likewise. Padding stays zero, because momenta and gradients are zero there.
//
// The metric is diagonal. Each number of the head has an inverse mass (float32), every other
// coordinate one of 256 levels. So a new step size takes 256 angles and a pass that copies.

/** Rows of the design matrix. */
export let rows: i32 = 0;
/** Features with the intercept. */
export let features: i32 = 0;
/** Leaves / 4, rounded up. */
export let leafVectors: i32 = 0;
/** Internal nodes below the root. */
export let internals: i32 = 0;
/** Vectors of 4 in a coefficient row. */
export let rowVectors: i32 = 0;
/** Vectors of 4 in the head. */
export let headVectors: i32 = 0;
/** 1 where each row has latent noise on its logits. */
export let hasNoise: i32 = 0;

/** CSR and CSC of the design matrix. */
export let rowStart: usize = 0;
export let rowFeature: usize = 0;
export let rowValue: usize = 0;
export let featureStart: usize = 0;
export let featureRow: usize = 0;
export let featureValue: usize = 0;
/** Leaf of each row (int32) and weight of its log likelihood (float32). */
export let labels: usize = 0;
export let rowWeight: usize = 0;
/** Per leaf: 0, and a very negative number for padding. */
export let leafBias: usize = 0;
/**
 * Per vector of leaves: the slot of their common parent, or -1 where parents differ. Slot 0 is the
 * root, slot 1 + i internal node i.
 */
export let vectorSlot: usize = 0;
/** Per leaf and per internal node: the slot of its parent. */
export let leafSlot: usize = 0;
export let internalSlot: usize = 0;
/**
 * Per leaf and per internal node: the scale of its group (float32). The host writes them before
 * each gradient.
 */
export let leafScale: usize = 0;
export let internalScale: usize = 0;

/** Leaf coefficients of every feature: features x leaves. */
export let coefficients: usize = 0;
/** Logits, then residuals: rows x leaves. */
export let logits: usize = 0;
/** Per number of the head: its inverse mass. */
export let headMass: usize = 0;
/**
 * Per coordinate a byte, the head's unused: its level of inverse mass. Level l is
 * 2^(-l / levelsPerDoubling).
 */
export let massLevels: usize = 0;
/** Levels of inverse mass in a factor of two. */
export let levelsPerDoubling: i32 = 0;
/** Work area of the metric: 4 float32 for each of the 256 levels, see `metric.ts`. */
export let levelTable: usize = 0;
/**
 * Vectors: the inverse mass m of every coordinate, and cos(w step), w sin(w step) and sin(w step)
 * / w with w = sqrt(m). The head's are unused.
 */
export let inverseMass: usize = 0;
export let cosines: usize = 0;
export let forwards: usize = 0;
export let backwards: usize = 0;
/** Per column of a coefficient row: 1, and 0 for padding. */
export let columnMask: usize = 0;
/** Sum over features of gradient x z, per column (float64). */
export let scaleTotal: usize = 0;

/**
 * Number of blocks that rows, and features, are divided into by their work. Sums over rows or
 * features are taken per block and then over blocks in order. So any number of threads gives the
 * same bits.
 */
export let blocks: i32 = 0;
/** First row and first feature of every block, and where the last one ends (int32, blocks + 1). */
export let rowBlock: usize = 0;
export let featureBlock: usize = 0;
/** Per block 16 float64, see `threads.ts`. */
export let blockSums: usize = 0;
/** Per block one float64 per column: the part of `scaleTotal`. */
export let blockScales: usize = 0;
/** Memory through which threads coordinate, see `threads.ts`. */
export let control: usize = 0;

/**
 * Work areas of this thread: one float32 per slot, one vector of 4 per slot, one coefficient row,
 * and running float32 sums of gradient x z per column.
 */
export let slotValue: usize = 0;
export let slotSum: usize = 0;
export let gradientRow: usize = 0;
export let scaleSum: usize = 0;

/** Reads the settings: 32-bit integers in the order of the variables above. */
export function configure(settings: usize): void {
  rows = load<i32>(settings);
  features = load<i32>(settings, 4);
  leafVectors = load<i32>(settings, 8);
  internals = load<i32>(settings, 12);
  rowVectors = load<i32>(settings, 16);
  headVectors = load<i32>(settings, 20);
  hasNoise = load<i32>(settings, 24);
  rowStart = load<u32>(settings, 28);
  rowFeature = load<u32>(settings, 32);
  rowValue = load<u32>(settings, 36);
  featureStart = load<u32>(settings, 40);
  featureRow = load<u32>(settings, 44);
  featureValue = load<u32>(settings, 48);
  labels = load<u32>(settings, 52);
  rowWeight = load<u32>(settings, 56);
  leafBias = load<u32>(settings, 60);
  vectorSlot = load<u32>(settings, 64);
  leafSlot = load<u32>(settings, 68);
  internalSlot = load<u32>(settings, 72);
  leafScale = load<u32>(settings, 76);
  internalScale = load<u32>(settings, 80);
  coefficients = load<u32>(settings, 84);
  logits = load<u32>(settings, 88);
  headMass = load<u32>(settings, 92);
  massLevels = load<u32>(settings, 96);
  levelsPerDoubling = load<i32>(settings, 100);
  levelTable = load<u32>(settings, 104);
  inverseMass = load<u32>(settings, 108);
  cosines = load<u32>(settings, 112);
  forwards = load<u32>(settings, 116);
  backwards = load<u32>(settings, 120);
  columnMask = load<u32>(settings, 124);
  scaleTotal = load<u32>(settings, 128);
  blocks = load<i32>(settings, 132);
  rowBlock = load<u32>(settings, 136);
  featureBlock = load<u32>(settings, 140);
  blockSums = load<u32>(settings, 144);
  blockScales = load<u32>(settings, 148);
  control = load<u32>(settings, 152);
}

/** Bytes of the work areas of one thread. */
export function scratchBytes(): usize {
  return roundUp((<usize>internals + 1) << 2) + ((<usize>internals + 1) << 4) + ((<usize>rowVectors) << 5) + 64;
}

/** Gives this thread its work areas: `scratchBytes()` zeroed bytes. */
export function useScratch(scratch: usize): void {
  slotValue = scratch;
  slotSum = slotValue + roundUp((<usize>internals + 1) << 2);
  gradientRow = slotSum + ((<usize>internals + 1) << 4);
  scaleSum = gradientRow + ((<usize>rowVectors) << 4);
}

/** Rounded up to whole cache lines. */
function roundUp(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** First row of a block. The first of the next block is where it ends. */
// @ts-ignore: decorator
@inline export function firstRow(block: i32): i32 {
  return load<i32>(rowBlock + ((<usize>block) << 2));
}

/** First feature of a block. */
// @ts-ignore: decorator
@inline export function firstFeature(block: i32): i32 {
  return load<i32>(featureBlock + ((<usize>block) << 2));
}

/** Bytes of the head of a vector. */
// @ts-ignore: decorator
@inline export function headBytes(): usize {
  return (<usize>headVectors) << 4;
}

/** Offset of a feature's row in a vector, in bytes. */
// @ts-ignore: decorator
@inline export function featureBytes(feature: i32): usize {
  return (<usize>(headVectors + feature * rowVectors)) << 4;
}

/** Offset of a row's noise in a vector, in bytes. */
// @ts-ignore: decorator
@inline export function noiseBytes(row: i32): usize {
  return (<usize>(headVectors + features * rowVectors + row * leafVectors)) << 4;
}

/** Address of the noise rows of a position, or 0. */
export function noiseOf(q: usize): usize {
  return hasNoise ? q + noiseBytes(0) : 0;
}

/** Vectors of 4 in a whole vector. */
// @ts-ignore: decorator
@inline export function vectorLength(): i32 {
  return headVectors + features * rowVectors + hasNoise * rows * leafVectors;
}
