import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { explainWriteFailure } from "./write-atomically.ts";

/**
 * Creates the folder of `path` and checks that `path` can be written, before hours of work and not
 * after.
 *
 * @throws HedgeError as `writeAtomically` would
 */
export async function prepareOutputFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory())
      throw new HedgeError("bad-usage", `"${path}" is a folder; name a file to write.`);
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
}
