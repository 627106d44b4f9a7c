import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import type { ChainState } from "../nuts/chain.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { chainFiles } from "./run-folder.ts";
import type { TraceLine } from "./trace.ts";

/** A chain's files while it runs. */
export type ChainRecorder = {
  /** Adds a line to the trace, and a draw if the iteration is kept. */
  record(line: TraceLine, draw: Float32Array | null): void;
  /** Saves the state, so that the chain can go on after a crash as if nothing had happened. */
  save(state: ChainState): Promise<void>;
  close(): void;
};

/**
 * Opens a chain's files. After a checkpoint they are cut back to what it knows of, and its state is returned; without one they start
 * empty.
 *
 * @throws HedgeError `resume-mismatch` when a file is damaged
 */
export function openRecorder(
  folder: string,
  chain: number,
): { recorder: ChainRecorder; from: ChainState | null } {
  const files = chainFiles(folder, chain);
  const checkpoint = readCheckpoint(files.checkpoint);
  const written = { trace: checkpoint?.traceBytes ?? 0, draws: checkpoint?.drawBytes ?? 0 };
  const trace = openAt(files.trace, written.trace);
  const draws = openAt(files.draws, written.draws);

  const recorder: ChainRecorder = {
    record: (line, draw) => {
      written.trace += append(
        trace,
        new TextEncoder().encode(`${JSON.stringify(line)}\n`),
        written.trace,
        files.trace,
      );
      if (draw) {
        const bytes = new Uint8Array(draw.buffer, draw.byteOffset, draw.byteLength);
        written.draws += append(draws, bytes, written.draws, files.draws);
      }
    },
    save: (state) =>
      writeCheckpoint(files.checkpoint, { state, traceBytes: written.trace, drawBytes: written.draws }),
    close: () => {
      closeSync(trace);
      closeSync(draws);
    },
  };
  return { recorder, from: checkpoint?.state ?? null };
}

/** Opens a file for writing and cuts it to `length` bytes, which it must have. */
function openAt(file: string, length: number): number {
  const handle = openSync(file, existsSync(file) ? "r+" : "w+");
  if (fstatSync(handle).size < length) {
    closeSync(handle);
    throw new HedgeError(
      "resume-mismatch",
      `${file} is shorter than it was when the run stopped; leave out --resume to start anew.`,
    );
  }
  ftruncateSync(handle, length);
  return handle;
}

/** Writes all bytes at a position and returns their number. */
function append(handle: number, bytes: Uint8Array, position: number, file: string): number {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(handle, bytes, done, bytes.length - done, position + done);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HedgeError(
      "failed",
      `Draws cannot be written to ${file} (${why}); make room and go on with --resume.`,
      { cause },
    );
  }
  return bytes.length;
}
