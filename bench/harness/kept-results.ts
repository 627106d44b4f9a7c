import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { packageVersion } from "../../trainer/files/package-version.ts";
import { writeAtomically } from "../../trainer/files/write-atomically.ts";

const keepText = "where to keep results; those that are there already are not computed again";
/** The option that names a folder for results, for `Command.option`. */
export const keepOption = ["--keep <folder>", keepText] as const;

/** The result of `key` that the folder `keep` has, else the one that `compute` makes, then kept. */
export async function keptResult<T>(
  keep: string | undefined,
  key: string,
  compute: () => Promise<T>,
): Promise<T> {
  if (keep === undefined) return await compute();
  const file = join(keep, key);
  try {
    return deserialize(readFileSync(file));
  } catch {
    // It is not there, or a crash has cut it short.
  }
  const result = await compute();
  mkdirSync(keep, { recursive: true });
  await writeAtomically(file, serialize(result));
  return result;
}

/** Names a result by all that it depends on, hedge's and Node's versions included. */
export function resultKey(...parts: readonly unknown[]): string {
  const hash = createHash("sha256");
  for (const part of [packageVersion(), process.version, ...parts])
    hash.update(part instanceof Int32Array || part instanceof Float32Array ? part : JSON.stringify(part));
  return hash.digest("hex");
}
