import { type DrawShape, drawBytes } from "../../chains/draw-file.ts";
import type { ChainLengths, FoldLengths } from "../folds/run-fold-chains.ts";

/** What the disk that a run takes depends on. */
export type DiskSize = ChainLengths & {
  readonly shape: DrawShape;
  readonly folds: number;
  readonly foldLengths: FoldLengths;
};

/** Of how many draws one is kept on disk: of the chains on all titles, and of those of folds. */
export type KeepEvery = { readonly chains: number; readonly folds: number };

/** All draws are kept. */
export const keepAll: KeepEvery = { chains: 1, folds: 1 };

const traceBytes = 4000;
/** Bytes of a coefficient in a checkpoint, and of one of the mean of the draws. */
const stateBytes = 5.3;
const meanBytes = 4;

/** Bytes on disk. */
export type DiskUse = {
  /** At the peak. */
  readonly peak: number;
  /** Of those, what checkpoints take that are being written beside the ones that they replace. */
  readonly written: number;
  /** Once the run is finished. */
  readonly kept: number;
};

/** Bytes on disk of a run that keeps some of its draws. */
export function diskOf(
  { shape, chains, warmup, draws, folds, foldLengths }: DiskSize,
  keepEvery: KeepEvery,
): DiskUse {
  const coefficients = shape.features * shape.columns;
  const checkpoint = (every: number) => coefficients * (stateBytes + (every > 1 ? meanBytes : 0));
  const bytesOf = (count: number, lengths: FoldLengths, every: number) =>
    count *
    (drawBytes(shape, every > 1) * Math.floor(lengths.draws / every) +
      traceBytes * (lengths.warmup + lengths.draws) +
      checkpoint(every));
  const kept = bytesOf(chains, { warmup, draws }, keepEvery.chains);
  // Seldom more than two at a time.
  const written = Math.min(2, chains) * checkpoint(keepEvery.chains);
  return { kept, written, peak: kept + written + bytesOf(folds, foldLengths, keepEvery.folds) };
}

/** Fewest draws of a chain and of a fold that thinning leaves, where there are so many. */
const fewest = { chains: 8, folds: 4 };

/**
 * Which draws to keep so that a run takes at most `maxDisk` bytes, as far as thinning can: all of
 * them where they fit. Chains on all titles keep about twice as many as the folds.
 *
 * @param peakOf bytes on disk at the peak, as `diskOf` gives them
 */
export function chooseKeepEvery(
  { chains, draws, folds, foldLengths }: Omit<DiskSize, "shape">,
  peakOf: (keepEvery: KeepEvery) => number,
  maxDisk: number,
): KeepEvery {
  let keepEvery = keepAll;
  while (peakOf(keepEvery) > maxDisk) {
    const ofChain = Math.floor(draws / keepEvery.chains);
    const ofFold = Math.floor(foldLengths.draws / keepEvery.folds);
    const canChains = Math.floor(draws / (keepEvery.chains + 1)) >= fewest.chains;
    const canFolds = folds > 0 && Math.floor(foldLengths.draws / (keepEvery.folds + 1)) >= fewest.folds;
    if (canChains && (!canFolds || chains * ofChain > 2 * folds * ofFold))
      keepEvery = { ...keepEvery, chains: keepEvery.chains + 1 };
    else if (canFolds) keepEvery = { ...keepEvery, folds: keepEvery.folds + 1 };
    else break;
  }
  return keepEvery;
}
