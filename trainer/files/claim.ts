import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { writeAtomically } from "./write-atomically.ts";

/**
 * A worker's claim on a chain whose files several machines can write. The last one that claimed it
 * holds it; the others stop without saving. Until they notice, they write the same bytes to the
 * same places, since draws depend on seed and chain number alone.
 */
export type Claim = {
  readonly file: string;
  /** Tells this claim from all others on the same chain. */
  readonly token: string;
};

/** What a claim file says. */
type ClaimRecord = {
  readonly token: string;
  /** The worker, for people. */
  readonly worker: string;
  /** Hash of the checkpoint that was there when it was claimed. */
  readonly saved: string;
  /** Workers in a row, this one included, that claimed the chain with that checkpoint. */
  readonly tries: number;
};

/**
 * Claims a chain for a worker.
 *
 * @param saved hash of its checkpoint
 * @returns `tries` above 1 says that as many workers have been lost without saving anything
 */
export async function takeClaim(
  file: string,
  worker: string,
  saved: string,
): Promise<{ claim: Claim; tries: number }> {
  const before = readClaim(file);
  const tries = before?.saved === saved ? before.tries + 1 : 1;
  const record: ClaimRecord = { token: randomUUID(), worker, saved, tries };
  await writeAtomically(file, new TextEncoder().encode(JSON.stringify(record)));
  return { claim: { file, token: record.token }, tries };
}

/** Whether no other worker has claimed the chain since, and its run is still there. */
export function holdsClaim({ file, token }: Claim): boolean {
  return readClaim(file)?.token === token;
}

/** Gives a claim up: the chain is finished or saved, and its worker was not lost. */
export function releaseClaim(claim: Claim): void {
  if (holdsClaim(claim)) rmSync(claim.file, { force: true });
}

function readClaim(file: string): ClaimRecord | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ClaimRecord;
  } catch {
    return null;
  }
}
