import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import type { ChainResult } from "../chain-result.ts";
import type { PeerProcess } from "./peer-process.ts";

/** `chain` chooses the start among `positions.f32`. */
export type PeerChain = {
  readonly chain: number;
  readonly seed: number;
  readonly warmup: number;
  readonly draws: number;
  readonly seconds: number;
};

type PeerAnswer = Omit<ChainResult, "draws"> & {
  /** Iterations of warm-up that there was time for. */
  readonly warmUp: number;
};

/** Fewer draws say nothing about their own Monte Carlo error. */
export const fewestDraws = 50;

/**
 * Asks a sampling peer for one chain; it stops early, with fewer draws, after `seconds`. `count`: numbers watched of a draw.
 *
 * @throws HedgeError `failed` when there was time for too few draws to say anything, or when the peer ends
 */
export async function runPeerChain(
  peer: PeerProcess,
  folder: string,
  asked: PeerChain,
  count: number,
): Promise<ChainResult> {
  const { chain, seed, warmup, draws, seconds } = asked;
  const answer = (await peer.ask(`chain ${chain} ${seed} ${warmup} ${draws} ${seconds}`)) as PeerAnswer;
  const bytes = readFileSync(join(folder, "draws.f64"));
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const made = Math.floor(numbers.length / count);
  if (made < Math.min(fewestDraws, draws)) throw tooShort(answer, made, asked);
  return {
    ...answer,
    draws: Array.from({ length: made }, (_, k) => numbers.subarray(k * count, (k + 1) * count)),
  };
}

function tooShort({ warmUp, warmUpSeconds }: PeerAnswer, made: number, asked: PeerChain): HedgeError {
  const { warmup, draws, seconds } = asked;
  const done =
    warmUp < warmup
      ? `${warmUp} of ${warmup} iterations of warm-up and no draw`
      : `${made} draws, after ${warmUpSeconds.toFixed(0)} seconds of warm-up`;
  return new HedgeError(
    "failed",
    `${seconds} seconds were enough for ${done}; ${Math.min(fewestDraws, draws)} draws are the least that say anything: give each chain more time with --seconds`,
  );
}
