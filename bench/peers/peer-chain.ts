import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { readDoubles } from "./arrays.ts";
import type { PeerProcess } from "./peer-process.ts";

/** The draws of one chain of any sampler, and what they cost. */
export type ChainResult = {
  /** Watched quantities of every kept draw, draw after draw (see `Watch`). */
  readonly draws: Float64Array[];
  readonly compileSeconds: number;
  readonly warmUpSeconds: number;
  readonly drawSeconds: number;
  readonly cpuSeconds: number;
  readonly gradients: number;
  readonly divergences: number;
};

/** A chain that a sampler is asked for. */
export type AskedChain = Readonly<Record<"chain" | "seed" | "warmup" | "draws", number>>;

/** Fewer draws say nothing about their own Monte Carlo error. */
const fewestDraws = 50;

/** Asks a sampling peer for one chain. It stops early, with fewer draws, after `seconds`. */
export async function runPeerChain(
  peer: Pick<PeerProcess, "ask">,
  folder: string,
  { chain, seed, warmup, draws: wanted, seconds }: AskedChain & { readonly seconds: number },
  count: number,
): Promise<ChainResult> {
  const answer = await peer.ask(`chain ${chain} ${seed} ${warmup} ${wanted} ${seconds}`);
  // `warmUp`: iterations of warm-up that there was time for.
  const { warmUp, ...result } = answer as Omit<ChainResult, "draws"> & { readonly warmUp: number };
  const numbers = readDoubles(join(folder, "draws.f64"));
  const drawAt = (_: unknown, k: number) => numbers.slice(k * count, (k + 1) * count);
  const draws = Array.from({ length: numbers.length / count }, drawAt);
  const fewest = Math.min(fewestDraws, wanted);
  if (draws.length >= fewest) return { ...result, draws };
  const done =
    warmUp < warmup
      ? `${warmUp} of ${warmup} iterations of warm-up and no draw`
      : `${draws.length} draws, after ${result.warmUpSeconds.toFixed(0)} seconds of warm-up`;
  const advice = `${fewest} draws are the least that say anything: give each chain more time with --seconds`;
  throw new HedgeError("failed", `${seconds} seconds were enough for ${done}; ${advice}`);
}
