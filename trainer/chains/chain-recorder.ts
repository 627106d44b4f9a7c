import type { ChainState } from "../nuts/chain.ts";
import { emptyFile, openCheckedFile } from "./checked-file.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { halfDrawBytes } from "./draw-file.ts";
import { runningDrawMean } from "./draw-mean.ts";
import { chainFiles } from "./run-folder.ts";
import type { TraceLine } from "./trace.ts";

/** A chain's files while it runs. */
export type ChainRecorder = {
  /** Adds a line to the trace, and a draw after warm-up. */
  record(line: TraceLine, draw: Float32Array | null): void;
  /** Saves the state, from which the chain can go on after a crash with the same draws. */
  save(state: ChainState): Promise<void>;
  close(): void;
};

/**
 * Opens a chain's files. If there is a checkpoint, they are cut back to what it covers, and its
 * state is returned. If not, they start empty.
 *
 * @param options `keepEvery`: of so many draws the last is kept, and the mean of all; with more
 *   than 1 in half precision. `isShared`:
 *   other machines read the files, so a checkpoint is written only when they can see what it covers
 * @throws HedgeError `resume-mismatch` when a file is damaged
 */
export function openRecorder(
  folder: string,
  chain: number,
  { keepEvery = 1, isShared = false }: { keepEvery?: number | undefined; isShared?: boolean } = {},
): { recorder: ChainRecorder; from: ChainState | null } {
  const files = chainFiles(folder, chain);
  const checkpoint = readCheckpoint(files.checkpoint);
  const trace = openCheckedFile(files.trace, checkpoint?.trace ?? emptyFile);
  const mean = keepEvery > 1 ? runningDrawMean(checkpoint?.mean) : null;
  const draws = openCheckedFile(mean ? files.someDraws : files.draws, checkpoint?.draws ?? emptyFile);
  const encoder = new TextEncoder();

  const recorder: ChainRecorder = {
    record: (line, draw) => {
      trace.append(encoder.encode(`${JSON.stringify(line)}\n`));
      if (!draw) return;
      mean?.add(draw);
      if (mean === null) draws.append(new Uint8Array(draw.buffer, draw.byteOffset, draw.byteLength));
      else if (mean.count() % keepEvery === 0) draws.append(halfDrawBytes(draw, line.scales.length));
    },
    save: (state) => {
      if (isShared) for (const file of [trace, draws]) file.flush();
      return writeCheckpoint(files.checkpoint, {
        state,
        trace: trace.mark(),
        draws: draws.mark(),
        ...(mean && { mean: mean.state() }),
      });
    },
    close: () => {
      trace.close();
      draws.close();
    },
  };
  return { recorder, from: checkpoint?.state ?? null };
}
