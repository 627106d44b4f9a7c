import { parentPort } from "node:worker_threads";
import { configurations } from "./configurations.ts";
import { type DataSetRanks, rankDataSet } from "./rank-data-set.ts";

/** Some data sets of one configuration, by their positions. */
export type Block = {
  readonly configuration: number;
  readonly from: number;
  readonly to: number;
  readonly seed: number;
};

export type BlockResult = { readonly results: readonly DataSetRanks[]; readonly seconds: number };

/** Ranks a block. Its data sets' streams of random numbers are shared with no other block. */
function rankBlock({ configuration, from, to, seed }: Block): BlockResult {
  const chosen = configurations[configuration];
  if (chosen === undefined) throw new RangeError(`there is no configuration ${configuration}`);
  const began = performance.now();
  const results = Array.from({ length: to - from }, (_, k) =>
    rankDataSet(chosen, configuration * 1_000_000 + from + k, seed),
  );
  return { results, seconds: (performance.now() - began) / 1000 };
}

parentPort?.on("message", (block: Block) => parentPort?.postMessage(rankBlock(block)));
