import { glob, stat } from "node:fs/promises";
import { HedgeError } from "../../shared/errors.ts";
import { standardInput } from "./bytes/byte-source.ts";

/**
 * Finds the files that `patterns` name, each once. `-` is standard input. A pattern that is the
 * name of a file means that file, whatever characters it has. The matches of any other pattern are
 * sorted by code unit, so the order is the same on every machine.
 *
 * @throws HedgeError `missing-file` for a pattern that names no file
 */
export async function expandGlobs(patterns: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    const isFile = pattern === standardInput || (await exists(pattern));
    const found = isFile ? [pattern] : await findMatches(pattern);
    if (found.length === 0)
      throw new HedgeError("missing-file", `There is no file "${pattern}"; check --data.`);
    files.push(...found);
  }
  return [...new Set(files)];
}

async function findMatches(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern)) found.push(file);
  return found.sort();
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
