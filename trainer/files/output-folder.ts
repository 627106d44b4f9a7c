import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { explainWriteFailure } from "./write-atomically.ts";

/**
 * Makes the folder that `path` will be written into, and finds out before hours of work, not after, that it cannot be.
 *
 * @throws HedgeError as `writeAtomically` would
 */
export async function prepareOutput(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory())
      throw new HedgeError("bad-usage", `"${path}" is a folder; name a file to write.`);
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
}
