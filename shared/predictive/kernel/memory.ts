/** Blocks of a row that the kernel takes at a time. */
export const blocksAtOnce = 256;

/** What the layout of a kernel's memory depends on. */
export type KernelShape = {
  readonly leaves: number;
  readonly internals: number;
  readonly draws: number;
  readonly nodes: number;
  /** Length of all lists of the leaves below a node together. */
  readonly below: number;
  /** Bytes of a block, and of the means and spreads after its start. */
  readonly blockBytes: number;
  readonly meansAt: number;
  readonly spreadsAt: number;
  /** Blocks that may stay in the memory from row to row. */
  readonly keptBlocks: number;
  readonly tableRows: number;
  readonly tableWidth: number;
};

/**
 * Lays out the memory of a kernel from byte `first` on. `settings` are the integers that its
 * `configure` reads, in their order.
 */
export function layOutKernel(first: number, shape: KernelShape) {
  const { leaves, internals, draws, nodes, below, blockBytes, tableRows, tableWidth } = shape;
  const columns = leaves + internals;
  const deviates = columns + internals;
  const groups = internals + 1;
  const rowBytes = 16 * Math.ceil(draws / 4);
  let next = first;
  const take = (bytes: number): number => {
    const address = 16 * Math.ceil(next / 16);
    next = address + bytes;
    return address;
  };
  const numbers = (count: number) => take(4 * count);
  const doubles = (count: number) => take(8 * count);
  const rows = (count: number) => take(count * rowBytes);
  /** A row of the matrix is read 16 columns at a time. */
  const padded = (count: number) => numbers(16 * Math.ceil(count / 16));

  const staging = take(blocksAtOnce * blockBytes + 16);
  const kept = take(shape.keptBlocks * blockBytes + 16);
  const settingsAt = numbers(64);
  // In the order in which `configure` reads them.
  const settings = {
    leaves,
    internals,
    columns,
    deviates,
    draws,
    rowBytes,
    meansAt: shape.meansAt,
    spreadsAt: shape.spreadsAt,
    parents: numbers(columns),
    normals: rows(deviates),
    shares: rows(1),
    prior: padded(columns),
    childDeviations: rows(groups),
    leafNodes: numbers(leaves),
    nodeParents: numbers(nodes),
    nodeCount: nodes,
    belowStarts: numbers(nodes + 1),
    below: numbers(below),
    addresses: numbers(blocksAtOnce),
    values: numbers(blocksAtOnce),
    means: padded(columns),
    variances: padded(deviates),
    deviations: padded(deviates),
    likelyLeaves: numbers(leaves),
    isLikely: numbers(leaves),
    distances: doubles(leaves),
    bounds: doubles(leaves),
    pathSums: doubles(2 * groups),
    paths: rows(groups),
    internalLogits: rows(internals),
    leafDraws: rows(leaves),
    logNormalisers: rows(1),
    scales: rows(1),
    wholes: rows(1),
    groupVectors: take(48 * groups),
    sums: rows(1),
    products: rows(1),
    /** Four lanes of each of two lists. */
    ends: numbers(8 * (1 + Math.ceil(0.05 * (draws - 1)))),
    unlikelyLogs: doubles(leaves),
    groupSums: doubles(3 * groups),
    table: numbers(2 * tableRows * tableWidth + 4),
    tableRows,
    isFilled: numbers(tableRows),
    grids: 0,
    leafMeans: doubles(leaves),
    nodeMeans: doubles(nodes),
    newChildren: doubles(groups),
    results: doubles(4),
  };
  // The grids grow, so they come last.
  settings.grids = take(0);
  return {
    addresses: { ...settings, staging, kept, settings: settingsAt },
    settings: Object.values(settings),
    end: next,
  };
}
