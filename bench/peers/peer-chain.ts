import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { readDoubles, vectorsOf } from "./arrays.ts";
import type { PeerProcess } from "./peer-process.ts";

/** What one chain did, hedge's or a peer's. */
export type ChainResult = {
  /** Watched quantities of every kept draw, draw after draw (see `Watch`). */
  readonly draws: Float64Array[];
  readonly compileSeconds: number;
  readonly warmUpSeconds: number;
  readonly drawSeconds: number;
  /** CPU seconds of warm-up and draws together. */
  readonly cpuSeconds: number;
  /** Gradients computed after warm-up. */
  readonly gradients: number;
  readonly divergences: number;
};

/** Iterations of a chain. */
export type ChainLength = { readonly warmup: number; readonly draws: number };

/** What a peer is asked for. `chain` chooses the start among `positions.f32`. */
export type PeerChain = ChainLength & {
  readonly chain: number;
  readonly seed: number;
  readonly seconds: number;
};

/** `warmUp`: iterations of warm-up that there was time for. */
type PeerAnswer = Omit<ChainResult, "draws"> & { readonly warmUp: number };

/** Fewer draws say nothing about their own Monte Carlo error. */
const fewestDraws = 50;

/**
 * Asks a sampling peer for one chain. It stops early, with fewer draws, after `seconds`.
 *
 * @param count numbers watched of a draw
 * @throws HedgeError `failed` when there was time for too few draws, or when the peer ends
 */
export async function runPeerChain(
  peer: PeerProcess,
  folder: string,
  asked: PeerChain,
  count: number,
): Promise<ChainResult> {
  const { chain, seed, warmup, draws: wanted, seconds } = asked;
  const answer = (await peer.ask(`chain ${chain} ${seed} ${warmup} ${wanted} ${seconds}`)) as PeerAnswer;
  const draws = vectorsOf(readDoubles(join(folder, "draws.f64")), count);
  const fewest = Math.min(fewestDraws, wanted);
  if (draws.length >= fewest) return { ...answer, draws };
  const { warmUp, warmUpSeconds } = answer;
  const done =
    warmUp < warmup
      ? `${warmUp} of ${warmup} iterations of warm-up and no draw`
      : `${draws.length} draws, after ${warmUpSeconds.toFixed(0)} seconds of warm-up`;
  throw new HedgeError(
    "failed",
    `${seconds} seconds were enough for ${done}; ${fewest} draws are the least that say anything: ` +
      "give each chain more time with --seconds",
  );
}
