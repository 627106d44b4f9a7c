import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Packr } from "msgpackr";
import { HedgeError } from "../../shared/errors.ts";
import type { NamedJob, SharedJob } from "../chains/run-chains.ts";

/** What the file of a job holds: all that a chain needs but its number and where its files are. */
export type JobContent = Omit<SharedJob, "folder">;

const packr = new Packr({ useRecords: false, variableMapSize: true, moreTypes: true });

/** The content of a job as bytes, and their SHA-256 as hexadecimal digits. */
export function encodeJob(job: ReturnType<NamedJob["create"]>): { bytes: Uint8Array; hash: string } {
  const { folder: _, chain: __, ...content } = job;
  const bytes = packr.pack(content satisfies JobContent);
  return { bytes, hash: hashOf(bytes) };
}

/**
 * Reads the file of a job.
 *
 * @throws HedgeError `failed` when it is missing, or not the one that was submitted
 */
export async function readJobFile(file: string, hash: string): Promise<JobContent> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null || hashOf(bytes) !== hash) {
    const what = bytes === null ? "is missing" : "is not the one that was submitted";
    throw new HedgeError("failed", `The file ${file} of a job ${what}; go on with the run with --resume.`);
  }
  return packr.unpack(bytes) as JobContent;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
