import { glob, stat } from "node:fs/promises";
import { HedgeError } from "../../shared/errors.ts";

/**
 * Files that `patterns` name, each once. A pattern that is the name of a file stands for that file, whatever
 * characters the name has; the matches of any other are sorted by code unit, so that every machine reads them in one
 * order.
 *
 * @throws HedgeError `missing-file` for a pattern that names no file
 */
export async function expandGlobs(patterns: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    const found = (await exists(pattern)) ? [pattern] : await matches(pattern);
    if (found.length === 0)
      throw new HedgeError("missing-file", `There is no file "${pattern}"; check --data.`);
    files.push(...found);
  }
  return [...new Set(files)];
}

async function matches(pattern: string): Promise<string[]> {
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
