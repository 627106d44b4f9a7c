import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { Packr } from "msgpackr";
import { HedgeError } from "../../shared/errors.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import type { ChainState } from "../nuts/chain.ts";
import type { FileMark } from "./checked-file.ts";
import type { DrawMeanState } from "./draw-mean.ts";

/** What a chain goes on from: its state, and the parts of its files that belong to it. */
export type Checkpoint = {
  readonly state: ChainState;
  readonly trace: FileMark;
  readonly draws: FileMark;
  /** The mean of all draws, where not all are kept. */
  readonly mean?: DrawMeanState;
};

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Bytes of a SHA-256. */
const hashBytes = 32;

/** Writes a checkpoint: SHA-256 of the rest, then msgpack. */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const content = packr.pack(checkpoint);
  return writeAtomically(file, Buffer.concat([sha256(content), content]));
}

/**
 * Reads a checkpoint; null if there is none yet. The hash makes sure that a chain goes on as it
 * would have, or not at all.
 *
 * @throws HedgeError `resume-mismatch` when the file is damaged
 */
export function readCheckpoint(file: string): Checkpoint | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const content = bytes.subarray(hashBytes);
  if (!sha256(content).equals(bytes.subarray(0, hashBytes))) {
    throw new HedgeError("resume-mismatch", `${file} is damaged; leave out --resume to start anew.`);
  }
  return packr.unpack(content) as Checkpoint;
}

/** The hash that a checkpoint begins with, as hexadecimal digits; empty if there is none yet. */
export function checkpointHash(file: string): string {
  if (!existsSync(file)) return "";
  const bytes = Buffer.alloc(hashBytes);
  const handle = openSync(file, "r");
  try {
    readSync(handle, bytes);
  } finally {
    closeSync(handle);
  }
  return bytes.toString("hex");
}

function sha256(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
