import { type DrawShape, openDraws, readDrawMean } from "../../chains/draw-file.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { withExactMean } from "../../posterior/transforms/exact-mean.ts";

/** Draws that chains have made: so many of each, of which one in `keepEvery` is on disk. */
export type MadeDraws = { readonly chains: number; readonly draws: number; readonly keepEvery: number };

/** Opens the draws that a finished run has kept, with the mean of all. The caller closes them. */
export function openKeptDraws(
  folder: string,
  { chains, draws, keepEvery }: MadeDraws,
  shape: DrawShape,
): PosteriorDraws & { close(): void } {
  const kept = openDraws(folder, chains, Math.floor(draws / keepEvery), shape);
  return keepEvery === 1 ? kept : withExactMean(kept, readDrawMean(folder, chains, shape));
}
