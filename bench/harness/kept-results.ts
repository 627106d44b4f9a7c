import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import { packageVersion } from "../../trainer/train/run-identity.ts";

/** Results in a file, one JSON object a line, so that a study can be stopped and continued. */
export type KeptResults<T> = {
  find(key: string): T | null;
  add(key: string, run: T): void;
};

/** The option for the file. */
export const keepOption = [
  "--keep <file>",
  "where to keep results; those that are there already are not computed again",
] as const;

/**
 * Opens a file of results, which need not exist; without a file nothing is kept. A line that a
 * crash has cut short is passed over.
 *
 * @throws HedgeError `failed` when it cannot be read or written
 */
export function keptResults<T>(file: string | null): KeptResults<T> {
  if (file === null) return { find: () => null, add: () => {} };
  const found = new Map<string, T>();
  try {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    for (const line of text.split("\n")) {
      const known = parse<T>(line);
      if (known !== null) found.set(known.key, known.run);
    }
    appendFileSync(file, text === "" || text.endsWith("\n") ? "" : "\n");
  } catch (cause) {
    throw new HedgeError("failed", `${file} cannot be read and written; choose another --keep.`, { cause });
  }
  return {
    find: (key) => found.get(key) ?? null,
    add: (key, run) => {
      // JSON has no NaN, which is kept as a string.
      const line = JSON.stringify({ key, run }, (_, value) => (Number.isNaN(value) ? "NaN" : value));
      appendFileSync(file, `${line}\n`);
      found.set(key, run);
    },
  };
}

/** A line's key and result; null if it is not whole. */
function parse<T>(line: string): { readonly key: string; readonly run: T } | null {
  try {
    return line === "" ? null : JSON.parse(line, (_, value) => (value === "NaN" ? Number.NaN : value));
  } catch {
    return null;
  }
}

/** Names a result by all that it depends on, hedge's and Node's versions included. */
export function resultKey(...parts: readonly unknown[]): string {
  const versions = [packageVersion(), process.version];
  return createHash("sha256")
    .update(JSON.stringify([...versions, ...parts]))
    .digest("hex");
}
