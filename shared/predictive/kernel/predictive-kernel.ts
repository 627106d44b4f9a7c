import kernelModule from "#predictive/kernel.wasm";
import type { PackedMoments } from "../../artifact/model.ts";
import { rowLength } from "../../text/row-length.ts";
import type { SparseRow } from "../../text/vocabulary.ts";
import { leavesBelowNodes, type TreeIndex } from "../../tree/taxonomy.ts";
import { blockLoader, kernelBlocks } from "./block-loader.ts";
import { blocksAtOnce, layOutKernel } from "./memory.ts";

/** The constants of a posterior that the kernel computes with: the plain form has the formulas. */
export type KernelConstants = {
  /** Number of each column's parent, length V: see `internalParents`. */
  readonly parents: ArrayLike<number>;
  /** `deviates[s * K + k]`: see `standardNormalDeviates`. */
  readonly deviates: ArrayLike<number>;
  /** Variances for unknown words, V numbers: see `priorVariances`. */
  readonly prior: ArrayLike<number>;
  /** `childDeviations[s * G + g]`: see `newChildShares`. */
  readonly childDeviations: ArrayLike<number>;
  /** Log of the probability below which a leaf is not likely. */
  readonly leastLog: number;
  /** Table of the Gumbel distribution; `fillRow` gives one of its rows. */
  readonly table: { readonly rows: number; readonly width: number };
  fillRow(row: number): ArrayLike<number>;
};

/** The predictive of one row at a time, computed by the kernel. The next call reuses the arrays. */
export type PredictiveKernel = {
  predict(row: SparseRow): {
    readonly nodes: Float64Array;
    readonly newChildren: Float64Array;
    readonly total: number;
    readonly aleatoric: number;
  };
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};

/** What the kernel exports: see `assembly/index.ts`. */
type KernelExports = {
  heapBase(): number;
  configure(settings: number): void;
  setLeast(log: number): void;
  clearRow(): void;
  addFeatures(count: number): void;
  predict(unknownSquares: number, length: number): void;
  findInterval(node: number): void;
};

const pageBytes = 65536;
/** Bytes of blocks that a kernel keeps in its memory unless told otherwise. */
const usualBytes = 1 << 22;

/** Limits a value, so that sums in single precision stay finite whatever a damaged file holds. */
function finite(value: number): number {
  return Math.max(-1e15, Math.min(1e15, value));
}

/**
 * Builds the kernel of a posterior, with a memory of its own.
 *
 * @param kept how many of the last features always stay in that memory: those that nearly every row
 *   has
 * @param bytes most bytes of the blocks of other features that stay until others take their place
 */
export function predictiveKernel(
  posterior: PackedMoments,
  tree: TreeIndex,
  constants: KernelConstants,
  kept: number,
  bytes = usualBytes,
): PredictiveKernel {
  const { draws, features, columns, deviates } = posterior;
  const groups = tree.groups.length;
  const below = leavesBelowNodes(tree);
  const blocks = kernelBlocks(posterior);
  const firstKept = features - kept;
  const slots = Math.min(firstKept, Math.max(1, Math.floor(bytes / blocks.blockBytes)));
  const shape = {
    leaves: tree.leaves.length,
    internals: tree.internals.length,
    nodes: tree.nodeCount,
    draws,
    below: below.reduce((sum, list) => sum + list.length, 0),
    keptBlocks: kept + slots,
    ...blocks,
    tableRows: constants.table.rows,
    tableWidth: constants.table.width,
  };
  const memory = new WebAssembly.Memory({ initial: 1 });
  const env = {
    memory,
    fillRow: (row: number) => {
      const values = constants.fillRow(row);
      new Float32Array(memory.buffer, addresses.table + 4 * row * values.length, values.length).set(values);
    },
  };
  const exports = new WebAssembly.Instance(kernelModule, { env }).exports as unknown as KernelExports;
  const { addresses, settings, end } = layOutKernel(exports.heapBase(), shape);
  memory.grow(Math.ceil(end / pageBytes));

  const integers = (address: number, values: ArrayLike<number>) =>
    new Int32Array(memory.buffer, address, values.length).set(values);
  integers(addresses.settings, settings);
  exports.configure(addresses.settings);
  exports.setLeast(constants.leastLog);
  integers(addresses.parents, constants.parents);
  integers(addresses.leafNodes, tree.leaves);
  integers(addresses.nodeParents, tree.taxonomy.parents);
  let start = 0;
  integers(addresses.belowStarts, [0, ...below.map((list) => (start += list.length))]);
  integers(addresses.below, below.flat());
  new Float32Array(memory.buffer, addresses.prior, columns).set(Array.from(constants.prior, finite));
  /** Numbers in a row of draws, which is padded to whole vectors. */
  const paddedDraws = addresses.rowBytes / 4;
  new Float32Array(memory.buffer, addresses.shares, draws).fill(1 / draws);
  /** Writes numbers that are given draw by draw as rows of draws. */
  const transpose = (address: number, values: ArrayLike<number>, count: number) => {
    const rows = new Float32Array(memory.buffer, address, count * paddedDraws);
    for (let s = 0; s < draws; s++)
      for (let k = 0; k < count; k++) rows[k * paddedDraws + s] = finite(values[s * count + k] ?? 0);
  };
  transpose(addresses.normals, constants.deviates, deviates);
  transpose(addresses.childDeviations, constants.childDeviations, groups);

  const load = blockLoader(posterior);
  /** The feature whose block is in each slot, or -1. */
  const inSlot = new Int32Array(slots).fill(-1);
  const lastAt = addresses.kept + slots * blocks.blockBytes;
  let views = viewsOf(memory);
  for (let k = 0; k < kept; k++) load(firstKept + k, views.bytes, lastAt + k * blocks.blockBytes);

  function viewsOf({ buffer }: WebAssembly.Memory) {
    return {
      buffer,
      bytes: new DataView(buffer),
      blockAddresses: new Int32Array(buffer, addresses.addresses, blocksAtOnce),
      values: new Float32Array(buffer, addresses.values, blocksAtOnce),
      nodes: new Float64Array(buffer, addresses.nodeMeans, tree.nodeCount),
      newChildren: new Float64Array(buffer, addresses.newChildren, groups),
      results: new Float64Array(buffer, addresses.results, 4),
    };
  }

  /**
   * The address of the block of feature `from + k` of a row. Those of the features from `from` on
   * before it stay where they are.
   */
  function placeBlock(row: Int32Array, from: number, k: number): number {
    const feature = row[from + k] ?? 0;
    if (feature >= firstKept) return lastAt + (feature - firstKept) * blocks.blockBytes;
    const slot = feature < slots ? feature : feature % slots;
    const present = inSlot[slot] ?? -1;
    let at = addresses.kept + slot * blocks.blockBytes;
    if (present === feature) return at;
    if (present >= 0 && row.subarray(from, from + k).includes(present))
      at = addresses.staging + k * blocks.blockBytes;
    else inSlot[slot] = feature;
    load(feature, views.bytes, at);
    return at;
  }

  /** Gives the kernel a row's features, some at a time. */
  function addRow({ features: row, values }: SparseRow): void {
    const { blockAddresses, values: into } = views;
    exports.clearRow();
    for (let from = 0; from < row.length; from += blocksAtOnce) {
      const count = Math.min(blocksAtOnce, row.length - from);
      for (let k = 0; k < count; k++) {
        blockAddresses[k] = placeBlock(row, from, k);
        into[k] = values[from + k] ?? 0;
      }
      exports.addFeatures(count);
    }
  }

  return {
    predict: (row) => {
      addRow(row);
      exports.predict(row.unknownSquares, rowLength(row));
      // The kernel takes more memory for a row that needs larger grids.
      if (views.buffer !== memory.buffer) views = viewsOf(memory);
      const { nodes, newChildren, results } = views;
      return { nodes, newChildren, total: results[0] ?? 0, aleatoric: results[1] ?? 0 };
    },
    interval: (node) => {
      exports.findInterval(node);
      return [views.results[2] ?? 0, views.results[3] ?? 0];
    },
  };
}
