import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChainResult } from "../chain-result.ts";
import type { PeerProcess } from "./peer-process.ts";

/** Asks a sampling peer for one chain; it stops early, with fewer draws, after `seconds`. `count`: numbers watched of a draw. */
export async function runPeerChain(
  peer: PeerProcess,
  folder: string,
  { chain, seed, warmup, draws, seconds }: PeerChain,
  count: number,
): Promise<ChainResult> {
  const answer = (await peer.ask(`chain ${chain} ${seed} ${warmup} ${draws} ${seconds}`)) as Omit<
    ChainResult,
    "draws"
  >;
  const bytes = readFileSync(join(folder, "draws.f64"));
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const made = Math.floor(numbers.length / count);
  return {
    ...answer,
    draws: Array.from({ length: made }, (_, k) => numbers.subarray(k * count, (k + 1) * count)),
  };
}

/** `chain` chooses the start among `positions.f32`. */
export type PeerChain = {
  readonly chain: number;
  readonly seed: number;
  readonly warmup: number;
  readonly draws: number;
  readonly seconds: number;
};
